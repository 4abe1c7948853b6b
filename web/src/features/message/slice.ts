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

/** One window around a place: where it is on this device, else the nearest stretch, the unread one first. */
export function sliceAt(db: Database, chatId: string, seq: number): Promise<Slice> {
  return reading(db, chatId, async (chat) => {
    const { spans } = chat;
    const span = spanAt(spans, seq) ?? spanAt(spans, seq - 1) ?? spanAfter(spans, seq) ?? spanBefore(spans, seq);
    if (span === null) return { messages: [], before: sideOf(chat.newest > 0), after: sideOf(chat.newest > 0) };
    const place = Math.min(Math.max(seq, span[0]), span[1] + 1);
    const messages = [...(await rowsBefore(chat, span, place)), ...(await rowsAfter(chat, span, place - 1))];
    return withEdges(chat, span, messages);
  });
}

/** Grown by a page at its beginning. Null when what it was read from is gone. */
export function grownBefore(db: Database, chatId: string, { messages }: Slice): Promise<Slice | null> {
  return reading(db, chatId, async (chat) => {
    const first = messages[0];
    const span = first === undefined ? null : spanAt(chat.spans, first.seq);
    if (first === undefined || span === null) return null;
    return withEdges(chat, span, [...(await rowsBefore(chat, span, first.seq)), ...messages]);
  });
}

/** Grown by a page at its end, which is also how what was just said comes in. Null when what it was read from is gone. */
export function grownAfter(db: Database, chatId: string, { messages }: Slice): Promise<Slice | null> {
  return reading(db, chatId, async (chat) => {
    const last = messages.at(-1);
    const span = last === undefined ? null : spanAt(chat.spans, last.seq);
    if (last === undefined || span === null) return null;
    return withEdges(chat, span, [...messages, ...(await rowsAfter(chat, span, last.seq))]);
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
  const excess = slice.messages.length - LARGEST;
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

async function rowsBefore({ db, chatId }: ChatHere, [from]: Span, seq: number, limit = PAGE): Promise<Message[]> {
  const earlier = db.messages.where('[chatId+seq]').between([chatId, from], [chatId, seq], true, false);
  return (await earlier.reverse().limit(limit).toArray()).reverse();
}

async function rowsAfter({ db, chatId }: ChatHere, [, to]: Span, seq: number, limit = PAGE): Promise<Message[]> {
  return db.messages.where('[chatId+seq]').between([chatId, seq], [chatId, to], false, true).limit(limit).toArray();
}

async function withEdges(chat: ChatHere, span: Span, messages: readonly Message[]): Promise<Slice> {
  const [first, last] = [messages[0]?.seq ?? span[0], messages.at(-1)?.seq ?? span[1]];
  const [earlier, later] = await Promise.all([rowsBefore(chat, span, first, 1), rowsAfter(chat, span, last, 1)]);
  return {
    messages,
    before: earlier.length > 0 ? 'more' : sideOf(span[0] > 0),
    after: later.length > 0 ? 'more' : sideOf(chat.newest > span[1]),
  };
}

function sideOf(hole: boolean): Edge {
  return hole ? 'hole' : 'whole';
}
