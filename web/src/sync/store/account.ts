import { shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import type { Database } from './db.ts';

const current = shallowRef<Database | null>(null);

/** The open database of who is signed in on this device. */
export const store: Readonly<ShallowRef<Database | null>> = current;

/** @throws {NewerStoreError} a later version of the app has written to it */
export async function openStore(userId: string): Promise<Database> {
  current.value?.close();
  // With Dexie, after the first screen.
  const { openDatabase } = await import('./db.ts');
  const db = await openDatabase(userId);
  current.value = db;
  return db;
}

export function closeStore(): void {
  current.value?.close();
  current.value = null;
}

/** For what can only be done by somebody who is signed in. @throws when nobody is */
export function theStore(): Database {
  if (current.value === null) throw new Error('Nobody is signed in on this device.');
  return current.value;
}
