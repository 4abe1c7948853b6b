import { Dexie } from 'dexie';
import { forgetOnDevice } from '../../platform/traces.ts';
import { closeStore, store } from './account.ts';
import { beginWipe, endWipe, owesLogOut, signedIn, unfinishedWipes } from './device.ts';
import { STORE_PREFIX } from './names.ts';

/** Leaves nothing of an account on this device. What is cut short is finished at the next start. */
export async function wipe(userId: string): Promise<void> {
  await beginWipe(userId);
  await finish(userId);
}

/** Finishes what was cut short, and takes away what belongs to nobody who is signed in. */
export async function finishWipes(): Promise<void> {
  const leaver = await signedIn();
  // They have logged out, and no more came of it.
  if (leaver !== null && (await owesLogOut())) await beginWipe(leaver);
  for (const userId of await unfinishedWipes()) await finish(userId);
  // In this order: whoever signs in meanwhile is known before their store is made.
  const names = await Dexie.getDatabaseNames();
  const account = await signedIn();
  const strays = names.filter((name) => name.startsWith(STORE_PREFIX) && name !== `${STORE_PREFIX}${account}`);
  for (const name of strays) await Dexie.delete(name);
}

async function finish(userId: string): Promise<void> {
  if (store.value?.name === `${STORE_PREFIX}${userId}`) closeStore();
  await forgetOnDevice();
  await Dexie.delete(`${STORE_PREFIX}${userId}`);
  await endWipe(userId);
}
