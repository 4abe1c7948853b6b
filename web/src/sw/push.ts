import { showBadge } from '../platform/badge.ts';
import type { Database } from '../sync/store/db.ts';
import { isForUs, withAccount } from './account.ts';
import { invitationNotice, messageNotice, plainNotice, readNoticeData, testNotice } from './notice.ts';
import type { KnownChat } from './notice.ts';
import { readPushed, type MessagePushed, type ReadPushed } from './pushed.ts';
import { show } from './show.ts';
import { tellWindows } from './windows.ts';
import { speak } from './words.ts';
import { worker } from './worker.ts';

/** Something has come. Browsers take the right away from those who show nothing for it. */
export async function ring(text: string | undefined): Promise<void> {
  const pushed = readPushed(text);
  if (!(await isForUs())) return beQuietFromNowOn();
  switch (pushed.kind) {
    case 'MESSAGE':
      await Promise.all([showMessage(pushed), showBadge(pushed.unread)]);
      return;
    case 'READ':
      await Promise.all([takeAway(pushed), showBadge(pushed.unread)]);
      return;
    case 'INVITATION':
      await Promise.all([show(invitationNotice(await speak(), pushed)), showBadge(pushed.unread)]);
      return;
    case 'TEST': {
      const shown = await show(testNotice(await speak())).then(
        () => true,
        () => false,
      );
      return tellWindows({ word: 'rang', id: pushed.id, shown });
    }
    case 'UNKNOWN':
      return show(plainNotice(await speak()));
  }
}

/** It is for somebody who is not signed in here any more: nothing of theirs is shown, and nothing more should come. */
async function beQuietFromNowOn(): Promise<void> {
  await show(plainNotice(await speak()));
  const subscription = await worker.registration.pushManager.getSubscription();
  await subscription?.unsubscribe();
}

async function showMessage(pushed: MessagePushed): Promise<void> {
  const [say, known, [before]] = await Promise.all([
    speak(),
    withAccount((db) => chatIn(db, pushed.chatId)).catch(() => null),
    worker.registration.getNotifications({ tag: pushed.chatId }),
  ]);
  await show(messageNotice(say, pushed, known, readNoticeData(before?.data)));
}

async function chatIn(db: Database, chatId: string): Promise<KnownChat | null> {
  const [chat, me] = await Promise.all([db.chats.get(chatId), db.facts.get('me')]);
  if (chat === undefined || me?.key !== 'me') return null;
  if (chat.kind === 'GROUP') return { kind: 'GROUP', title: chat.title };
  const other = chat.pair.find(({ id }) => id !== me.value.user.id);
  return { kind: 'PRIVATE', title: other?.displayName ?? null };
}

/** It was read elsewhere. What came after it stays. */
async function takeAway({ chatId, seq }: ReadPushed): Promise<void> {
  const shown = await worker.registration.getNotifications({ tag: chatId });
  for (const notification of shown) {
    const chat = readNoticeData(notification.data)?.chat;
    if (chat && chat.seq <= seq) notification.close();
  }
}
