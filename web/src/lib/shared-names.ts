/** Where the service worker keeps what was shared with the app, for the page to find. */
export const SHARED = 'ruggine:shared';
export const SHARED_WORDS = '/share/words';
export const SHARED_FILES = '/share/files/';
