import { query } from './client.ts';
import { History } from './documents/message.ts';
import { toMessage } from './fragments.ts';
import type { Message } from './records.ts';
import { store } from './store/account.ts';
import type { Database } from './store/db.ts';
import { spanAfter, spanAt, spanBefore, withSpan, type Span } from './store/spans.ts';

const PAGE = 50;
const LARGEST_PAGE = 100;

/** `whole`: there is nothing to fill on that side. */
export type Filled = 'done' | 'whole' | 'no-answer';

const underWay = new Map<string, Promise<Filled>>();

/** Reads the newest page, unless the chat is here up to its newest message. */
export async function fillEnd(chatId: string): Promise<Filled> {
  const db = store.value;
  const newest = (await db?.chats.get(chatId))?.lastMessage;
  if (!db || !newest) return 'whole';
  const span = spanAt(await spansOf(db, chatId), newest.seq);
  if (span !== null && (span[0] === 0 || span[1] - span[0] >= PAGE)) return 'whole';
  return once(`${chatId} end`, () => readPage(db, chatId, { last: PAGE }));
}

/** Fills what is missing before the stretch that holds a place: one page, or up to the stretch before it. */
export async function fillBefore(chatId: string, seq: number): Promise<Filled> {
  const db = store.value;
  const span = db && spanBefore(await spansOf(db, chatId), seq);
  if (!db || !span) return fillEnd(chatId);
  if (span[0] === 0) return 'whole';
  const first = await db.messages
    .where('[chatId+seq]')
    .between([chatId, span[0]], [chatId, span[1]], true, true)
    .first();
  if (first === undefined) return fillEnd(chatId);
  return once(`${chatId} ${first.id}`, () => readPage(db, chatId, { around: first.id, last: LARGEST_PAGE }));
}

/** Fills what is missing after the stretch that holds a place. */
export async function fillAfter(chatId: string, seq: number): Promise<Filled> {
  const db = store.value;
  const span = db && spanAfter(await spansOf(db, chatId), seq);
  if (!db || !span) return fillEnd(chatId);
  const chat = await db.chats.get(chatId);
  if (!chat || span[1] >= (chat.lastMessage?.seq ?? 0)) return 'whole';
  const last = await db.messages.where('[chatId+seq]').between([chatId, span[0]], [chatId, span[1]], true, true).last();
  if (last === undefined) return fillEnd(chatId);
  return once(`${chatId} ${last.id}`, () => readPage(db, chatId, { around: last.id, last: LARGEST_PAGE }));
}

async function spansOf(db: Database, chatId: string): Promise<readonly Span[]> {
  return (await db.spans.get(chatId))?.spans ?? [];
}

/** Two screens may ask for the same page. */
function once(key: string, read: () => Promise<Filled>): Promise<Filled> {
  const asked = underWay.get(key);
  if (asked !== undefined) return asked;
  const asking = read().finally(() => underWay.delete(key));
  underWay.set(key, asking);
  return asking;
}

type Window = { readonly last: number; readonly around?: string };

async function readPage(db: Database, chatId: string, window: Window): Promise<Filled> {
  const answer = await query(History, { chatId, around: null, ...window });
  // Who asked may have signed out meanwhile.
  if (!answer.ok || store.value !== db) return 'no-answer';
  const page = answer.data.viewer?.chat?.node.messages;
  if (page === undefined) return 'no-answer';
  const messages = page.edges.map(({ node }) => toMessage(node));
  const first = messages[0]?.seq;
  const last = messages.at(-1)?.seq;
  if (first === undefined || last === undefined) return 'whole';
  // It joins the stretch that the message in its middle belongs to.
  await keep(db, chatId, messages, [page.pageInfo.hasPreviousPage ? first : 0, last]);
  return 'done';
}

/** Keeps a stretch of messages without a hole. */
export async function keep(db: Database, chatId: string, messages: readonly Message[], span: Span): Promise<void> {
  await db.transaction('rw', db.messages, db.spans, async () => {
    const { spans } = (await db.spans.get(chatId)) ?? { spans: [] };
    await db.messages.bulkPut([...messages]);
    await db.spans.put({ chatId, spans: withSpan(spans, span) });
  });
}
