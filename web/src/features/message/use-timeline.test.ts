// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, expect, it } from 'vitest';
import { effectScope, shallowRef } from 'vue';
import { replica } from '../../sync/replica.ts';
import { closeStore, openStore, store } from '../../sync/store/account.ts';
import { ann, ben, chat, said } from '../../testing/records.ts';
import { useTimeline } from './use-timeline.ts';

const scope = effectScope();

afterEach(async () => {
  scope.stop();
  await store.value?.delete();
  closeStore();
});

it('opens a chat whose database is taken away meanwhile, as soon as there is one again', async () => {
  const userId = `User:${crypto.randomUUID()}`;
  const db = await openStore(userId);
  replica.me.value = { user: ann, sessionId: 'Session:1' };
  await db.chats.put({ ...chat({ lastSeq: 1, lastMessage: said(ben, 1) }), rev: 1 });
  await db.spans.put({ chatId: 'hikers', spans: [[0, 1]] });
  await db.messages.put(said(ben, 1));
  const reader = { atEnd: shallowRef(true), following: shallowRef(true), screenful: () => 20, enough: () => 20 };
  const timeline = scope.run(() => useTimeline('hikers', reader));
  db.close();
  await expect(timeline?.enter(null)).rejects.toThrow();
  expect(timeline?.rows.value).toEqual([]);
  await openStore(userId);
  await expect.poll(() => timeline?.slice.value?.messages.map(({ seq }) => seq)).toEqual([1]);
});
