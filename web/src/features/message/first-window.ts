import { watch } from 'vue';
import { replica } from '../../sync/replica.ts';
import { store } from '../../sync/store/account.ts';
import type { Database } from '../../sync/store/db.ts';
import { places } from './places.ts';
import { END, findSlice, lastOf, type Found, type Slice } from './slice.ts';
import { unsentIn, type Unsent } from './unsent.ts';

/** No row is less high, unless the reader's text is smaller than most. */
const SHORTEST_PX = 36;
/** What was read ahead is good for so long; what came since is read soon after. */
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

watch(store, forget, { flush: 'sync' });

function forget(): void {
  ahead = null;
  left.clear();
}

/** A screenful on each side of a place: it is there sooner than a page, and grows once it is seen. */
export function openWindow(db: Database, chatId: string, seq: number): Promise<FirstWindow> {
  const slice = seq === END ? asLeft(chatId) : null;
  if (slice !== null) return Promise.resolve({ found: { here: true, slice }, unsent: [], began: performance.now() });
  const read = () => readWindow(db, chatId, seq);
  return isGood(ahead, db, chatId, seq) ? ahead.window.catch(read) : read();
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

/** Whoever leaves a chat at its end, with nothing waiting to be sent, may come back before anything is said there. */
export function keepEnd(chatId: string, slice: Slice): void {
  left.delete(chatId);
  left.set(chatId, lastOf(slice, screenful()));
  for (const longest of left.keys()) if (left.size > LEFT_MAX) left.delete(longest);
}

function asLeft(chatId: string): Slice | null {
  const slice = left.get(chatId);
  const last = slice?.messages.at(-1);
  return last !== undefined && last.id === replica.chats.get(chatId)?.lastMessage?.id ? (slice ?? null) : null;
}

/** Where a chat opens of itself: where what is new begins, where it was left, or at its end. */
function placeToOpen(chatId: string): number {
  const chat = replica.chats.get(chatId);
  if (chat !== undefined && chat.unreadCount > 0) return chat.readSeq + 1;
  return places.get(chatId)?.seq ?? END;
}

function isGood(read: Ahead | null, db: Database, chatId: string, seq: number): read is Ahead {
  if (read === null || performance.now() - read.began > GOOD_FOR_MS) return false;
  return read.db === db && read.chatId === chatId && read.seq === seq;
}

async function readWindow(db: Database, chatId: string, seq: number): Promise<FirstWindow> {
  const began = performance.now();
  const [found, unsent] = await Promise.all([findSlice(db, chatId, seq, screenful()), unsentIn(db, chatId)]);
  return { found, unsent, began };
}

function screenful(): number {
  return Math.ceil(innerHeight / SHORTEST_PX);
}
