import { fetchChat } from './chats.ts';
import type { Database } from './store/db.ts';
import { spanAt } from './store/spans.ts';

/** Counts what is unread in a chat from what is here, or asks for it when that is not enough. */
export async function recount(db: Database, chatId: string): Promise<void> {
  const counted = await db.transaction('rw', db.tables, async () => {
    const [chat, known, me] = await Promise.all([db.chats.get(chatId), db.spans.get(chatId), db.facts.get('me')]);
    if (chat === undefined || me?.key !== 'me' || chat.readSeq >= chat.lastSeq) return true;
    const span = spanAt(known?.spans ?? [], chat.readSeq);
    if (span === null || span[1] < (chat.lastMessage?.seq ?? 0)) return false;
    const unreadCount = await db.messages
      .where('[chatId+seq]')
      .between([chatId, chat.readSeq], [chatId, Infinity], false)
      .filter(({ sender }) => sender?.id !== me.value.user.id)
      .count();
    if (unreadCount !== chat.unreadCount) await db.chats.put({ ...chat, unreadCount, rev: chat.rev + 1 });
    return true;
  });
  if (!counted) await fetchChat(chatId);
}
