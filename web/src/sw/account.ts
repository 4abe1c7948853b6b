import { forgetLanes, waitingIn } from '../sync/draining.ts';
import { openDatabase, type Database } from '../sync/store/db.ts';
import { ringsFor, signedIn } from '../sync/store/device.ts';

/** Works in the database of who is signed in on this device. @returns null when nobody is, and nothing was done */
export async function withAccount<T>(work: (db: Database) => Promise<T>): Promise<T | null> {
  const account = await signedIn();
  if (account === null) return null;
  const db = await openDatabase(account);
  try {
    return await work(db);
  } finally {
    // A worker lives for moments: who tries again is the browser.
    forgetLanes();
    db.close();
  }
}

/** Whether what the push service brings is for who is signed in here. */
export async function isForUs(): Promise<boolean> {
  const account = await signedIn();
  return account !== null && account === (await ringsFor());
}

export async function unsentIn(db: Database, chatId: string): Promise<boolean> {
  return (await waitingIn(db)).some(({ act }) => act.chatId === chatId);
}
