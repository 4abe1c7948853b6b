import { fold } from '../lib/fold.ts';
import type { Message } from './records.ts';
import type { ChatRecord, Database, SpansRecord } from './store/db.ts';
import type { Span } from './store/spans.ts';

/** Rows that are read in one go: few enough to leave a frame its time, many enough to be quick. */
const SLICE = 250;

/** How far the search has been in one chat: what is left to read, newest stretch last, and from when it is. */
interface Front {
  readonly chatId: string;
  readonly left: Span[];
  at: number;
}

/**
 * Messages of this device that hold every word, newest first, as they are found. Ends when all were read or the signal
 * says so; who stops asking stops the reading.
 *
 * @param words folded, see lib/fold.ts
 */
export async function* searchMessages(
  db: Database,
  words: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Message, void> {
  const fronts = frontsOf(await db.chats.toArray(), await db.spans.toArray());
  let found: Message[] = [];
  while (fronts.length > 0) {
    // What is newest of all that was not read yet is in the chat that was read least far back.
    const front = fronts.reduce((a, b) => (b.at > a.at ? b : a));
    const before = found.findIndex(({ at }) => at < front.at);
    yield* found.splice(0, before < 0 ? found.length : before);
    if (signal.aborted) return;
    const messages = await readSlice(db, front);
    if (front.left.length === 0) fronts.splice(fronts.indexOf(front), 1);
    const hits = messages.filter((message) => holds(message, words));
    if (hits.length > 0) found = [...found, ...hits].sort((a, b) => b.at - a.at);
  }
  yield* found;
}

function frontsOf(chats: readonly ChatRecord[], spans: readonly SpansRecord[]): Front[] {
  const known = new Map(spans.map((record) => [record.chatId, record.spans]));
  return chats
    .map(({ id, lastActivityAt }) => ({ chatId: id, left: [...(known.get(id) ?? [])], at: lastActivityAt }))
    .filter(({ left }) => left.length > 0);
}

/** The next slice of a chat, back in time. */
async function readSlice(db: Database, front: Front): Promise<Message[]> {
  const span = front.left.pop();
  if (span === undefined) return [];
  const [from, to] = span;
  const start = Math.max(from, to - SLICE + 1);
  if (start > from) front.left.push([from, start - 1]);
  const messages = await db.messages
    .where('[chatId+seq]')
    .between([front.chatId, start], [front.chatId, to], true, true)
    .toArray();
  front.at = messages.reduce((oldest, { at }) => Math.min(oldest, at), front.at);
  return messages;
}

function holds({ text, notice }: Message, words: readonly string[]): boolean {
  if (notice !== null) return false;
  const folded = fold(text);
  return words.every((word) => folded.includes(word));
}

/** What a search can have seen: everything there is, or back to the oldest message of this device, with holes perhaps. */
export type Reach =
  | { readonly reach: 'all' }
  | { readonly reach: 'back'; readonly to: number }
  | { readonly reach: 'nothing' };

export async function searchReach(db: Database): Promise<Reach> {
  const [chats, spans, more, oldest] = await Promise.all([
    db.chats.toArray(),
    db.spans.toArray(),
    db.facts.get('moreChats'),
    db.messages.orderBy('at').first(),
  ]);
  const known = new Map(spans.map((record) => [record.chatId, record.spans]));
  const whole = chats.every((chat) => isWhole(chat, known.get(chat.id) ?? []));
  if (whole && (more?.value ?? null) === null) return { reach: 'all' };
  return oldest === undefined ? { reach: 'nothing' } : { reach: 'back', to: oldest.at };
}

function isWhole({ lastMessage }: ChatRecord, spans: readonly Span[]): boolean {
  if (lastMessage === null) return true;
  const [from, to] = spans.at(-1) ?? [Infinity, -Infinity];
  return from === 0 && to >= lastMessage.seq;
}
