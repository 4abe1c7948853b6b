import type { Database } from '../sync/store/db.ts';
import { replica } from '../sync/replica.ts';
import { ben, chat, said } from './records.ts';

/** Has the device know all of a chat that Ben alone speaks in. */
export async function hear(db: Database, lastSeq: number, readSeq: number): Promise<void> {
  const heard = chat({ lastSeq, readSeq, unreadCount: lastSeq - readSeq, lastMessage: said(ben, lastSeq) });
  await db.transaction('rw', db.tables, async () => {
    await db.chats.put({ ...heard, rev: lastSeq });
    await db.spans.put({ chatId: 'hikers', spans: [[0, lastSeq]] });
    for (let seq = 1; seq <= lastSeq; seq += 1) await db.messages.put(said(ben, seq));
  });
  replica.chats.set('hikers', heard);
}
