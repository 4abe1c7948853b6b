import { watch } from 'vue';
import { replica } from '../../sync/replica.ts';
import { timesCleared } from '../../sync/storage.ts';
import { store } from '../../sync/store/account.ts';
import type { Database } from '../../sync/store/db.ts';
import { dividerOf } from './model.ts';
import { places } from './places.ts';
import { END, findSlice, lastOf, type Found, type Slice } from './slice.ts';
import { unsentIn, type Unsent } from './unsent.ts';

/** No message is less high, unless the reader's text is smaller than most. */
const SHORTEST_PX = 36;
/** What was read ahead is good for so long; what came since is read once it was painted. */
const GOOD_FOR_MS = 500;
/** Of chats that were left, so many are kept in memory. */
const LEFT_MAX = 10;

/** What a chat opens with. */
export interface FirstWindow {
  readonly found: Found;
  readonly unsent: readonly Unsent[];
  /** When its reading began. */
  readonly began: number;
}

interface Ahead {
  readonly db: Database;
  readonly chatId: string;
  readonly seq: number;
  readonly began: number;
  readonly window: Promise<FirstWindow>;
}

let ahead: Ahead | null = null;
/** The ends of chats as they were left, the longest ago first. */
const left = new Map<string, Slice>();

watch([store, timesCleared], forget, { flush: 'sync' });

function forget(): void {
  ahead = null;
  left.clear();
}

/** What a chat that is being opened begins with. Each is used once: what follows may have changed what is here. */
export function firstWindow(db: Database, chatId: string, seq: number): Promise<FirstWindow> {
  const slice = seq === END ? asLeft(chatId) : null;
  const mine = isGood(ahead, db, chatId, seq) ? ahead : null;
  left.delete(chatId);
  ahead = null;
  if (slice !== null) return Promise.resolve({ found: { here: true, slice }, unsent: [], began: performance.now() });
  const read = () => readWindow(db, chatId, seq);
  return mine === null ? read() : mine.window.catch(read);
}

/** A screenful on each side of a place: it is there sooner than a page, and grows once it is seen. */
export async function readWindow(db: Database, chatId: string, seq: number): Promise<FirstWindow> {
  const began = performance.now();
  const [found, unsent] = await Promise.all([findSlice(db, chatId, seq, screenful()), unsentIn(db, chatId)]);
  return { found, unsent, began };
}

/** For a chat that is about to be opened: a hand that comes near its line is a moment ahead of its click. */
export function readAhead(chatId: string): void {
  const db = store.value;
  const seq = placeToOpen(chatId);
  if (db === null || isGood(ahead, db, chatId, seq) || (seq === END && asLeft(chatId) !== null)) return;
  const window = readWindow(db, chatId, seq);
  // Whoever opens the chat hears of it.
  window.catch(() => {});
  ahead = { db, chatId, seq, began: performance.now(), window };
}

/** Whoever leaves a chat at its end may come back before anything is said there. */
export function keepEnd(chatId: string, slice: Slice): void {
  left.set(chatId, lastOf(slice, screenful()));
  for (const longest of left.keys()) if (left.size > LEFT_MAX) left.delete(longest);
}

function asLeft(chatId: string): Slice | null {
  const slice = left.get(chatId);
  const last = slice?.messages.at(-1);
  const isNewest = last !== undefined && last.id === replica.chats.get(chatId)?.lastMessage?.id;
  const isAll = !replica.acts.value.some(({ act }) => act.kind === 'send' && act.chatId === chatId);
  return slice !== undefined && isNewest && isAll ? slice : null;
}

/** Where a chat opens of itself: where what is new begins, where it was left, or at its end. */
function placeToOpen(chatId: string): number {
  const divider = dividerOf(replica.chats.get(chatId));
  return divider === null ? (places.get(chatId)?.seq ?? END) : divider.after + 1;
}

function isGood(read: Ahead | null, db: Database, chatId: string, seq: number): read is Ahead {
  if (read === null || performance.now() - read.began > GOOD_FOR_MS) return false;
  return read.db === db && read.chatId === chatId && read.seq === seq;
}

function screenful(): number {
  return Math.ceil(innerHeight / SHORTEST_PX);
}
