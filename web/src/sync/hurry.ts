import { wait } from '../lib/wait.ts';

let hurry = new AbortController();

/** Whoever waits before the next attempt waits no longer. */
export function wake(): void {
  hurry.abort();
  hurry = new AbortController();
}

/** Waits before the next attempt, unless somebody is in a hurry. A race would leave something behind at each pause. */
export function nap(ms: number, signal: AbortSignal): Promise<void> {
  return wait(ms, signal, hurry.signal);
}
