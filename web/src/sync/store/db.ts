import { Dexie } from 'dexie';
import type { EntityTable, Table } from 'dexie';
import type { ActRecord } from '../acts.ts';
import type { Chat, Invitation, Member, Message, Settings } from '../records.ts';
import type { Me } from '../replica.ts';
import { BROWSERS_STORE_VERSION, STORE_PREFIX, STORE_VERSION } from './names.ts';
import type { Span } from './spans.ts';

/** A chat as it stands here; `rev` grows with every change of the row, so that readers need not compare. */
export type ChatRecord = Chat & { readonly rev: number };
export type InvitationRecord = Invitation & { readonly box: 'inbox' | 'sent' };

export interface SpansRecord {
  readonly chatId: string;
  readonly spans: readonly Span[];
}

export interface MembersRecord {
  readonly chatId: string;
  readonly members: readonly Member[];
}

export interface DraftRecord {
  readonly chatId: string;
  readonly text: string;
  readonly at: number;
}

/** What there is one of. */
export interface Facts {
  readonly me: Me;
  readonly cursor: string;
  readonly settings: Settings;
  /** Where lists go on that are not here whole; null when they are. */
  readonly moreChats: string | null;
  readonly moreInbox: string | null;
  readonly moreSent: string | null;
  /** Chats that have yet to be read from the server, each at least up to a place of its log: [chat's id, seq]. */
  readonly wanted: readonly (readonly [string, number])[];
}

export type Fact = { readonly [Key in keyof Facts]: { readonly key: Key; readonly value: Facts[Key] } }[keyof Facts];

/** What one account keeps on this device. */
export type Database = Dexie & {
  facts: EntityTable<Fact, 'key'>;
  chats: EntityTable<ChatRecord, 'id'>;
  /** Key: [chatId, seq]. */
  messages: Table<Message, [string, number]>;
  spans: EntityTable<SpansRecord, 'chatId'>;
  members: EntityTable<MembersRecord, 'chatId'>;
  invitations: EntityTable<InvitationRecord, 'id'>;
  /** What was done here and the server has not taken yet, in order. */
  acts: EntityTable<ActRecord, 'order'>;
  drafts: EntityTable<DraftRecord, 'chatId'>;
};

/** A later version of the app has written here: what it wrote must not be read by halves. */
export class NewerStoreError extends Error {
  override readonly name = 'NewerStoreError';
}

/** What browsers say of a transaction or an opening whose connection they have ended. */
const ENDED = new Set(['AbortError', 'UnknownError']);

/** Whether something failed only because the database was closed under it: cleared, or taken away by the system. */
export function wentAway(error: unknown): boolean {
  if (!(error instanceof Dexie.DexieError)) return false;
  if (error instanceof Dexie.BulkError) return error.failures.every(({ name }) => ENDED.has(name));
  // So it is also called when it could not be opened in the first place, and the reason is inside.
  if (error.name === 'DatabaseClosedError') return !error.inner || ended(error.inner) || wentAway(error.inner);
  // Nothing of ours breaks a transaction off without saying why; a browser that ends one may.
  if (error.name === 'AbortError' && !error.inner) return true;
  return error.name === 'UnknownError' || (/^(Abort|OpenFailed)Error$/.test(error.name) && ended(error.inner));
}

function ended(reason: { readonly name: string } | null | undefined): boolean {
  return ENDED.has(reason?.name ?? '');
}

/**
 * Without Dexie's cache: what live queries find would be cloned, and shown before it is kept.
 * @throws {NewerStoreError}
 */
export async function openDatabase(userId: string): Promise<Database> {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- Dexie adds its tables when it opens.
  const db = new Dexie(`${STORE_PREFIX}${userId}`, { cache: 'disabled' }) as Database;
  db.version(STORE_VERSION).stores({
    facts: 'key',
    chats: 'id',
    messages: '[chatId+seq],at',
    spans: 'chatId',
    members: 'chatId',
    invitations: 'id',
    acts: '++order,&id',
    drafts: 'chatId',
  });
  await db.open();
  if (db.backendDB().version > BROWSERS_STORE_VERSION) {
    db.close();
    throw new NewerStoreError();
  }
  return db;
}
