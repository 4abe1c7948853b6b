import type { Message } from '../../sync/records.ts';
import type { Database } from '../../sync/store/db.ts';
import { spanAfter, spanAt, spanBefore, type Span } from '../../sync/store/spans.ts';

/** Two tall screens and what is read ahead of them. */
const PAGE = 60;
/** Beyond it the far end is let go. */
export const LARGEST = 600;

/** What follows at an end: more that is on this device, a hole that only the server can fill, or nothing. */
export type Edge = 'more' | 'hole' | 'whole';

/** The part of a chat that is in memory: a part of one stretch without holes, so that two stretches are never glued together. */
export interface Slice {
  readonly messages: readonly Message[];
  readonly before: Edge;
  readonly after: Edge;
}

/** For `seq`: the end of what there is. */
export const END = Infinity;

/** A window around a place, and whether that place is on this device. */
export interface Found {
  readonly slice: Slice;
  readonly here: boolean;
}

/**
 * One window around a place: where it is on this device, else the nearest stretch, the unread one first.
 * @param limit of messages on each side of the place
 */
export function findSlice(db: Database, chatId: string, seq: number, limit = PAGE): Promise<Found> {
  return reading(db, chatId, async (chat) => {
    const { spans, newest } = chat;
    const here = seq === END ? newest === 0 || spanAt(spans, newest) !== null : spanAt(spans, seq) !== null;
    const span = spanAt(spans, seq) ?? spanAt(spans, seq - 1) ?? spanAfter(spans, seq) ?? spanBefore(spans, seq);
    if (span === null) return { here, slice: { messages: [], before: sideOf(newest > 0), after: sideOf(newest > 0) } };
    const place = Math.min(Math.max(seq, span[0]), span[1] + 1);
    return { here, slice: await grow(chat, { span, messages: [], place }, { before: limit, after: limit }) };
  });
}

export async function sliceAt(db: Database, chatId: string, seq: number): Promise<Slice> {
  return (await findSlice(db, chatId, seq)).slice;
}

/** Grown by a page at its beginning. Null when what it was read from is gone. */
export function grownBefore(db: Database, chatId: string, { messages }: Slice): Promise<Slice | null> {
  return reading(db, chatId, async (chat) => {
    const place = messages[0]?.seq;
    const span = place === undefined ? null : spanAt(chat.spans, place);
    if (place === undefined || span === null) return null;
    return grow(chat, { span, messages, place }, { before: PAGE, after: 0 });
  });
}

/** Grown by a page at its end, which is also how what was just said comes in. Null when what it was read from is gone. */
export function grownAfter(db: Database, chatId: string, { messages }: Slice): Promise<Slice | null> {
  return reading(db, chatId, async (chat) => {
    const place = messages.at(-1)?.seq;
    const span = place === undefined ? null : spanAt(chat.spans, place);
    if (place === undefined || span === null) return null;
    return grow(chat, { span, messages, place }, { before: 0, after: PAGE });
  });
}

/**
 * What changed around a slice since it was read; itself when nothing did. One that was let go at its end stays so. Null
 * when what it was read from is gone.
 */
export function caughtUp(db: Database, chatId: string, slice: Slice): Promise<Slice | null> {
  if (slice.messages.length === 0) return sliceAt(db, chatId, END);
  return db.transaction('r', db.messages, db.spans, db.chats, async () => {
    const here = await stillHere(db, chatId, slice);
    if (here === null || here.after === 'more') return here;
    const grown = await grownAfter(db, chatId, here);
    return grown !== null && isSame(grown, here) ? here : grown;
  });
}

/** The part of a slice that its last message's stretch holds: what the device read afresh may be less, and another history. */
async function stillHere(db: Database, chatId: string, slice: Slice): Promise<Slice | null> {
  const last = slice.messages.at(-1);
  if (last === undefined) return null;
  const [kept, row] = await Promise.all([db.spans.get(chatId), db.messages.get([chatId, last.seq])]);
  const span = spanAt(kept?.spans ?? [], last.seq);
  // Where the last message is the same, all that came before it is.
  if (span === null || row?.id !== last.id) return null;
  const messages = slice.messages.filter(({ seq }) => seq >= span[0]);
  return messages.length === slice.messages.length ? slice : { ...slice, messages, before: sideOf(span[0] > 0) };
}

export function trimmedStart(slice: Slice): Slice {
  return lastOf(slice, LARGEST);
}

/** The last few messages of a slice; itself when it has no more. */
export function lastOf(slice: Slice, count: number): Slice {
  const excess = slice.messages.length - count;
  return excess <= 0 ? slice : { ...slice, messages: slice.messages.slice(excess), before: 'more' };
}

export function trimmedEnd(slice: Slice): Slice {
  if (slice.messages.length <= LARGEST) return slice;
  return { ...slice, messages: slice.messages.slice(0, LARGEST), after: 'more' };
}

function isSame(one: Slice, other: Slice): boolean {
  return one.messages.length === other.messages.length && one.before === other.before && one.after === other.after;
}

interface ChatHere {
  readonly db: Database;
  readonly chatId: string;
  readonly spans: readonly Span[];
  /** The newest message that this device has heard of. */
  readonly newest: number;
}

function reading<T>(db: Database, chatId: string, read: (chat: ChatHere) => Promise<T>): Promise<T> {
  return db.transaction('r', db.messages, db.spans, db.chats, async () => {
    const [kept, chat] = await Promise.all([db.spans.get(chatId), db.chats.get(chatId)]);
    return read({ db, chatId, spans: kept?.spans ?? [], newest: chat?.lastMessage?.seq ?? 0 });
  });
}

interface Part {
  readonly span: Span;
  readonly messages: readonly Message[];
  /** Where the reading begins while there are no messages. */
  readonly place: number;
}

/** Reads on at both ends at once, and one further than asked for, which tells what follows there. */
async function grow(
  { db, chatId, newest }: ChatHere,
  { span: [from, to], messages, place }: Part,
  limits: { readonly before: number; readonly after: number },
): Promise<Slice> {
  const start = messages[0]?.seq ?? place;
  const end = messages.at(-1)?.seq ?? place - 1;
  const [earlier, later] = await Promise.all([
    lastBefore(db.messages, { chatId, from, to: start, limit: limits.before + 1 }),
    db.messages
      .where('[chatId+seq]')
      .between([chatId, end], [chatId, to], false, true)
      .limit(limits.after + 1)
      .toArray(),
  ]);
  return {
    messages: [
      ...earlier.slice(Math.max(0, earlier.length - limits.before)),
      ...messages,
      ...later.slice(0, limits.after),
    ],
    before: earlier.length > limits.before ? 'more' : sideOf(from > 0),
    after: later.length > limits.after ? 'more' : sideOf(newest > to),
  };
}

interface Stretch {
  readonly chatId: string;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly limit: number;
}

/** The last few of a stretch, in their order. Backwards a browser reads row by row; forwards all at once. */
async function lastBefore(messages: Database['messages'], { chatId, from, to, limit }: Stretch): Promise<Message[]> {
  const stretch = (first: number) => messages.where('[chatId+seq]').between([chatId, first], [chatId, to], true, false);
  // Where each number is a message, as in most chats, the last few are the last few numbers.
  const likely = Math.max(from, to - limit);
  const found = await stretch(likely).toArray();
  if (found.length >= limit || likely === from) return found;
  return (await stretch(from).reverse().limit(limit).toArray()).reverse();
}

function sideOf(hole: boolean): Edge {
  return hole ? 'hole' : 'whole';
}
