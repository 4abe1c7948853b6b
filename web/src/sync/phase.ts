import { readonly, shallowRef, watch } from 'vue';

export type Phase =
  | { readonly at: 'starting' }
  /** The list of chats is shown as this device last had it; nothing else is here yet. */
  | { readonly at: 'glimpse' }
  | { readonly at: 'unreachable' }
  /** A later version of the app has written the device's store. */
  | { readonly at: 'outdated' }
  /** Nobody is signed in: nobody was, or they left, or the server or another window ended it. */
  | { readonly at: 'guest'; readonly because: 'nobody' | 'left' | 'ended' }
  | { readonly at: 'ready' };

const current = shallowRef<Phase>({ at: 'starting' });

export const phase = readonly(current);

export function setPhase(next: Phase): void {
  current.value = next;
}

/** Resolves when there is more to see than the list of chats. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    if (current.value.at !== 'glimpse') return resolve();
    watch(phase, () => resolve(), { once: true });
  });
}

/** One life of the engine; a new one is made at each start, so that what an old one still hears comes to nothing. */
let life = new AbortController();

export function beginLife(): AbortSignal {
  endLife();
  life = new AbortController();
  return life.signal;
}

export function endLife(): void {
  life.abort();
}
