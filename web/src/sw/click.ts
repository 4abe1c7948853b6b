import { v7 } from 'uuid';
import { showBadge } from '../platform/badge.ts';
import { registerTag } from '../platform/sync-tag.ts';
import { idOf, type Act } from '../sync/acts.ts';
import { moveRead } from '../sync/apply.ts';
import { drain, keepAct } from '../sync/draining.ts';
import { change } from '../sync/store/copy.ts';
import type { Database } from '../sync/store/db.ts';
import { unsentIn, withAccount } from './account.ts';
import { readNoticeData, unsentNotice, type NoticeData } from './notice.ts';
import { show } from './show.ts';
import { openAt } from './windows.ts';
import { speak } from './words.ts';
import { worker } from './worker.ts';

type Chat = NonNullable<NoticeData['chat']>;

/** A notification was clicked, or one of its buttons. */
export async function answer(event: NotificationEvent): Promise<void> {
  const { notification, action } = event;
  const data = readNoticeData(notification.data);
  notification.close();
  const text = typedInto(event);
  if (data?.chat && action === 'read') return act(data.chat, []);
  if (data?.chat && action === 'reply' && text !== '') {
    const uuid = v7();
    return act(data.chat, [[uuid, { kind: 'send', chatId: data.chat.id, uuid, text }]]);
  }
  await openAt(data?.path ?? '/');
}

/** Some platforms have a field in the notification; the standard does not know it yet. */
function typedInto(event: NotificationEvent): string {
  return 'reply' in event && typeof event.reply === 'string' ? event.reply.trim() : '';
}

/** Does what the app would: what is answered has been read. Both are kept before they are sent. */
async function act({ id: chatId, seq }: Chat, more: readonly (readonly [string, Act])[]): Promise<void> {
  const read = { kind: 'read', chatId, seq } as const;
  await withAccount(async (db) => {
    await db.transaction('rw', db.tables, async () => {
      await markReadHere(db, chatId, seq);
      for (const [id, each] of [[idOf(read), read] as const, ...more]) await keepAct(db, id, each);
    });
    await countAgain(db);
    await drain(db, chatId);
    if (await unsentIn(db, chatId)) await registerTag(worker.registration, 'outbox');
    await tellOfRefusals(
      db,
      chatId,
      more.map(([id]) => id),
    );
  });
}

/** What lies between two places is counted by the server; with nothing left there is nothing to count. */
async function markReadHere(db: Database, chatId: string, seq: number): Promise<void> {
  await change(db, [chatId], (copy) => {
    if (seq >= (copy.chats.get(chatId)?.lastSeq ?? Infinity)) moveRead(copy, chatId, seq);
  });
}

async function countAgain(db: Database): Promise<void> {
  const chats = await db.chats.toArray();
  await showBadge(chats.reduce((sum, { unreadCount }) => sum + unreadCount, 0));
}

/** Nobody looks at the chat, where it would be seen. */
async function tellOfRefusals(db: Database, chatId: string, ids: readonly string[]): Promise<void> {
  const refused = await db.acts
    .where('id')
    .anyOf(ids)
    .filter(({ refusal }) => refusal !== null)
    .count();
  if (refused > 0) await show(unsentNotice(await speak(), chatId));
}
