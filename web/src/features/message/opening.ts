import { fillAfter, fillBefore, fillEnd } from '../../sync/history.ts';
import type { Filled } from '../../sync/history.ts';
import type { Database } from '../../sync/store/db.ts';
import { spanAfter, spanAt, type Span } from '../../sync/store/spans.ts';
import { END } from './slice.ts';

/** Further back than this many pages one would wait too long; there is a way on from where one then is. */
const MOST_PAGES = 12;

/** Brings a place in a chat to this device, where that is not far. It may be that there is no answer, or no such place. */
export async function bring(db: Database, chatId: string, seq: number): Promise<void> {
  if (seq === END) return void (await fillEnd(chatId));
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const spans = await spansOf(db, chatId);
    if (spanAt(spans, seq) !== null) return;
    if ((await fillTowards(spans, chatId, seq)) !== 'done') return;
  }
}

/** Whether there is anything to look at while the rest is on its way. */
export async function isAnythingHere(db: Database, chatId: string): Promise<boolean> {
  return (await spansOf(db, chatId)).length > 0;
}

/** How many messages of others follow a place; null when not all of what follows is here. */
export async function countAfter(db: Database, chatId: string, seq: number, myId: string): Promise<number | null> {
  const [spans, chat] = await Promise.all([spansOf(db, chatId), db.chats.get(chatId)]);
  const span = spanAt(spans, seq);
  if (span === null || span[1] < (chat?.lastMessage?.seq ?? 0)) return null;
  const later = db.messages.where('[chatId+seq]').between([chatId, seq], [chatId, END], false, true);
  return later.filter(({ sender }) => sender?.id !== myId).count();
}

function fillTowards(spans: readonly Span[], chatId: string, seq: number): Promise<Filled> {
  if (spanAt(spans, seq - 1) !== null) return fillAfter(chatId, seq - 1);
  const later = spanAfter(spans, seq);
  return later === null ? fillEnd(chatId) : fillBefore(chatId, later[0]);
}

async function spansOf(db: Database, chatId: string): Promise<readonly Span[]> {
  return (await db.spans.get(chatId))?.spans ?? [];
}
