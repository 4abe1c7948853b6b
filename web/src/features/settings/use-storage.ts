import { readonly, shallowRef } from 'vue';
import { askToKeepStorage, estimateStorage, isStorageKept } from '../../platform/device-storage.ts';
import type { StorageEstimate } from '../../platform/device-storage.ts';
import { clearMessages, readUsage } from '../../sync/storage.ts';
import type { StoredUsage } from '../../sync/storage.ts';

export type Reading =
  | { readonly state: 'reading' }
  | { readonly state: 'unreadable' }
  | { readonly state: 'read'; readonly usage: StoredUsage; readonly estimate: StorageEstimate | null };

/** What is kept on this device, as it was when last asked. */
export function useStorage() {
  const reading = shallowRef<Reading>({ state: 'reading' });
  /** Null where the browser promises nothing to anybody. */
  const kept = shallowRef<boolean | null>(null);
  const refused = shallowRef(false);

  async function read(): Promise<void> {
    kept.value = await isStorageKept();
    try {
      const [usage, estimate] = await Promise.all([readUsage(), estimateStorage()]);
      reading.value = { state: 'read', usage, estimate };
    } catch {
      reading.value = { state: 'unreadable' };
    }
  }

  async function keep(): Promise<void> {
    kept.value = await askToKeepStorage();
    refused.value = !kept.value;
  }

  /** False when the browser would not let go of it: another window holds it open. */
  async function clear(): Promise<boolean> {
    try {
      await clearMessages();
    } catch {
      return false;
    }
    await read();
    return true;
  }

  void read();
  return { reading: readonly(reading), kept: readonly(kept), refused: readonly(refused), read, keep, clear };
}
