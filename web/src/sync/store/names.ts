/** Known whoever is signed in. */
export const DEVICE_STORE = 'ruggine-device';

/** One for each account, followed by its id. */
export const STORE_PREFIX = 'ruggine:';

export const STORE_VERSION = 1;

/** As the browser counts: Dexie counts in tenths. */
export const BROWSERS_STORE_VERSION = STORE_VERSION * 10;
