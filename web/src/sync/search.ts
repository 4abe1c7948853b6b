import { fold } from '../lib/fold.ts';
import type { Message } from './records.ts';
import type { ChatRecord, Database, SpansRecord } from './store/db.ts';
import type { Span } from './store/spans.ts';

/** Rows that arrive in one go: few enough to leave a frame its time. */
const SLICE = 250;
/** Slices that are asked for at once: each question alone costs more than its rows. */
const SLICES = 8;

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
  let fronts = frontsOf(await db.chats.toArray(), await db.spans.toArray());
  let found: Message[] = [];
  while (fronts.length > 0) {
    fronts.sort((a, b) => b.at - a.at);
    // Nothing that was not read yet is newer than this.
    const edge = fronts[0]?.at ?? 0;
    const older = found.findIndex(({ at }) => at < edge);
    yield* found.splice(0, older < 0 ? found.length : older);
    if (signal.aborted) return;
    const hits = await readOn(db, fronts.slice(0, SLICES), words);
    fronts = fronts.filter(({ left }) => left.length > 0);
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

/** The next slices of these chats, back in time: what in them holds the words. */
async function readOn(db: Database, fronts: readonly Front[], words: readonly string[]): Promise<Message[]> {
  const each = Math.floor(SLICES / fronts.length);
  const slices = fronts.flatMap((front) => Array.from({ length: each }, () => ({ front, span: nextSlice(front) })));
  const hits = await db.transaction('r', db.messages, () =>
    Promise.all(slices.map(({ front, span }) => (span === null ? [] : readSlice(db, front, span, words)))),
  );
  return hits.flat();
}

function nextSlice({ left }: Front): Span | null {
  const span = left.pop();
  if (span === undefined) return null;
  const [from, to] = span;
  const start = Math.max(from, to - SLICE + 1);
  if (start > from) left.push([from, start - 1]);
  return [start, to];
}

async function readSlice(db: Database, front: Front, [from, to]: Span, words: readonly string[]): Promise<Message[]> {
  const messages = await db.messages
    .where('[chatId+seq]')
    .between([front.chatId, from], [front.chatId, to], true, true)
    .toArray();
  for (const { at } of messages) front.at = Math.min(front.at, at);
  return messages.filter((message) => holds(message, words));
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
