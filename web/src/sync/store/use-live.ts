import { liveQuery } from 'dexie';
import { shallowRef, watchEffect } from 'vue';
import type { ShallowRef } from 'vue';
import { store } from './account.ts';
import type { Database } from './db.ts';

/**
 * What a query finds, for as long as the component lives: read again whenever what it has read changes, in any window.
 * @param wanted nothing is read before
 */
export function useLive<T>(
  read: (db: Database) => Promise<T> | T,
  initial: T,
  wanted: () => boolean = () => true,
): Readonly<ShallowRef<T>> {
  const found = shallowRef(initial);
  watchEffect((onCleanup) => {
    const db = store.value;
    if (db === null || !wanted()) return;
    const { unsubscribe } = liveQuery(() => read(db)).subscribe({
      next: (value) => {
        found.value = value;
      },
      // The database was closed under us: whoever signs in next opens another.
      error: () => {},
    });
    onCleanup(unsubscribe);
  });
  return found;
}
