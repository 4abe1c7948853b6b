import { readonly, shallowRef } from 'vue';
import { readStored, writeStored } from '../platform/storage.ts';
import type { Act } from './acts.ts';
import { link } from './link.ts';

const TOLD = 'told-to-keep-open';

const due = shallowRef(false);

/** Something waits that nobody sends once the app is closed, and the reader has never been told so. */
export const keepOpenIsDue = readonly(due);

/** Where the browser wakes nobody to send what waits, a message written without a line waits for the app to be opened. */
export function noteWaiting(act: Act, wakes: boolean): void {
  if (wakes || act.kind !== 'send' || link.value === 'live' || readStored(TOLD) !== null) return;
  due.value = true;
}

/** Said once on each device. */
export function toldToKeepOpen(): void {
  writeStored(TOLD, 'yes');
  due.value = false;
}
