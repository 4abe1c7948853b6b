// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, shallowRef } from 'vue';
import { replica } from '../../sync/replica.ts';
import { closeStore, openStore, store } from '../../sync/store/account.ts';
import { hear } from '../../testing/hearing.ts';
import { ann, ben, chat, said } from '../../testing/records.ts';
import { seqOf } from './model.ts';
import { useTimeline } from './use-timeline.ts';

let scope = effectScope();

beforeEach(() => {
  vi.stubGlobal('innerHeight', 800);
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => setTimeout(paint));
});
afterEach(async () => {
  scope.stop();
  vi.unstubAllGlobals();
  await store.value?.delete();
  closeStore();
  scope = effectScope();
});

it('opens a chat whose database is taken away meanwhile, as soon as there is one again', async () => {
  const userId = `User:${crypto.randomUUID()}`;
  const db = await openStore(userId);
  replica.me.value = { user: ann, sessionId: 'Session:1' };
  await db.chats.put({ ...chat({ lastSeq: 1, lastMessage: said(ben, 1) }), rev: 1 });
  await db.spans.put({ chatId: 'hikers', spans: [[0, 1]] });
  await db.messages.put(said(ben, 1));
  const reader = { atEnd: shallowRef(true), following: shallowRef(true), enough: () => 20 };
  const timeline = scope.run(() => useTimeline('hikers', reader));
  db.close();
  await expect(timeline?.enter(null)).rejects.toThrow();
  expect(timeline?.rows.value).toEqual([]);
  await openStore(userId);
  await expect.poll(() => timeline?.slice.value?.messages.map(({ seq }) => seq)).toEqual([1]);
});

it('leaves the line where what is new began as it is while the reader is further up, and moves it at the end', async () => {
  const userId = `User:${crypto.randomUUID()}`;
  const db = await openStore(userId);
  replica.me.value = { user: ann, sessionId: 'Session:1' };
  await hear(db, 3, 1);
  const atEnd = shallowRef(false);
  const reader = { atEnd, following: shallowRef(false), enough: () => 20 };
  const timeline = scope.run(() => useTimeline('hikers', reader));
  await timeline?.enter(null);
  const line = () => {
    const rows = timeline?.rows.value ?? [];
    const at = rows.findIndex(({ row }) => row === 'new');
    const row = rows[at];
    return row?.row === 'new' ? `${row.count} before ${seqOf(rows[at + 1])}` : 'none';
  };
  expect(line()).toBe('2 before 2');
  await hear(db, 3, 3);
  await hear(db, 4, 3);
  await hear(db, 5, 3);
  await expect.poll(() => timeline?.slice.value?.messages.at(-1)?.seq).toBe(5);
  expect(line()).toBe('2 before 2');
  atEnd.value = true;
  await hear(db, 6, 3);
  await expect.poll(line).toBe('3 before 4');
  // What is still being read is read before the store goes.
  scope.stop();
  await db.transaction('rw', db.tables, () => db.messages.count());
});
