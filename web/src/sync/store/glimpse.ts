import type { ActRecord } from '../acts.ts';
import type { ChatRecord, DraftRecord, Fact, InvitationRecord } from './db.ts';
import { BROWSERS_STORE_VERSION, DEVICE_STORE, STORE_PREFIX } from './names.ts';

/** What the list of chats shows. */
export interface Glimpse {
  readonly facts: Fact[];
  readonly chats: ChatRecord[];
  readonly invitations: InvitationRecord[];
  readonly acts: ActRecord[];
  readonly drafts: DraftRecord[];
}

/**
 * Reads the list of chats while Dexie, a third of all that the app loads, is on its way. It changes nothing, and anything
 * unusual is left to those who come after. @returns null when there is nothing to see
 */
export async function glimpse(): Promise<Glimpse | null> {
  return look().catch(() => null);
}

async function look(): Promise<Glimpse | null> {
  const account = await withStore(DEVICE_STORE, async (device) => {
    const facts = await all<{ key: string; value: string }>(device.transaction('facts'), 'facts');
    return facts.find(({ key }) => key === 'account')?.value;
  });
  if (account === undefined) return null;
  return withStore(`${STORE_PREFIX}${account}`, async (db) => {
    if (db.version !== BROWSERS_STORE_VERSION) return null;
    const tx = db.transaction(['facts', 'chats', 'invitations', 'acts', 'drafts']);
    const [facts, chats, invitations, acts, drafts] = await Promise.all([
      all<Fact>(tx, 'facts'),
      all<ChatRecord>(tx, 'chats'),
      all<InvitationRecord>(tx, 'invitations'),
      all<ActRecord>(tx, 'acts'),
      all<DraftRecord>(tx, 'drafts'),
    ]);
    return facts.some(({ key }) => key === 'me') ? { facts, chats, invitations, acts, drafts } : null;
  });
}

/** @throws when there is no such store: none is made here */
async function withStore<T>(name: string, read: (db: IDBDatabase) => Promise<T>): Promise<T> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.addEventListener('upgradeneeded', () => opening.transaction?.abort());
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error));
  });
  try {
    return await read(db);
  } finally {
    db.close();
  }
}

function all<Row>(tx: IDBTransaction, store: string): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const reading: IDBRequest<Row[]> = tx.objectStore(store).getAll();
    reading.addEventListener('success', () => resolve(reading.result));
    reading.addEventListener('error', () => reject(reading.error));
  });
}
