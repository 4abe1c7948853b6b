import { shallowRef } from 'vue';

/** The server demands a newer version than this one. */
export const isTooOld = shallowRef(false);
