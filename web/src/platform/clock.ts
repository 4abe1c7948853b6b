import { readonly, shallowRef } from 'vue';

const MINUTE_MS = 60_000;

const current = shallowRef(Date.now());

/** The time to the minute: what turns "Today" into "Yesterday" on a page left open. */
export const now = readonly(current);

setInterval(() => (current.value = Date.now()), MINUTE_MS);
