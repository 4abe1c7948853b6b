// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { replica } from '../../sync/replica.ts';
import { clearMessages } from '../../sync/storage.ts';
import { closeStore, openStore } from '../../sync/store/account.ts';
import type { Database } from '../../sync/store/db.ts';
import { hear } from '../../testing/hearing.ts';
import { ben, said } from '../../testing/records.ts';
import { keepEnd, firstWindow, readAhead } from './first-window.ts';
import { END } from './slice.ts';

let db: Database;
const userId = `User:${crypto.randomUUID()}`;

beforeEach(async () => {
  vi.stubGlobal('innerHeight', 800);
  db = await openStore(userId);
  await hear(db, 3, 3);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await db.delete();
  closeStore();
});

const seqsOf = async (seq = END) =>
  (await firstWindow(db, 'hikers', seq)).found.slice.messages.map((message) => message.seq);

it('opens with what was read ahead, and for a moment only', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  readAhead('hikers');
  await hear(db, 4, 4);
  expect(await seqsOf()).toEqual([1, 2, 3]);
  vi.advanceTimersByTime(501);
  expect(await seqsOf()).toEqual([1, 2, 3, 4]);
  vi.useRealTimers();
});

it('uses what was read ahead once: what is opened again may have been filled meanwhile', async () => {
  readAhead('hikers');
  await seqsOf();
  await hear(db, 4, 4);
  expect(await seqsOf()).toEqual([1, 2, 3, 4]);
});

it('does not come back to an end where something waits to be sent', async () => {
  keepEnd('hikers', { messages: [said(ben, 3)], before: 'more', after: 'whole' });
  const act = { kind: 'send' as const, chatId: 'hikers', uuid: 'uuid-1', text: 'Waits' };
  replica.acts.value = [{ order: 1, id: 'uuid-1', act, at: 0, refusal: null }];
  expect(await seqsOf()).toEqual([1, 2, 3]);
  replica.acts.value = [];
});

it('reads ahead where what is new begins, and anew for any other place', async () => {
  await hear(db, 6, 4);
  readAhead('hikers');
  await db.messages.delete(['hikers', 6]);
  expect(await seqsOf(5)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await seqsOf()).toEqual([1, 2, 3, 4, 5]);
});

it('comes back to the end of a chat without asking the database, until something was said there', async () => {
  keepEnd('hikers', { messages: [said(ben, 2), said(ben, 3)], before: 'more', after: 'whole' });
  expect(await seqsOf()).toEqual([2, 3]);
  await hear(db, 4, 4);
  expect(await seqsOf()).toEqual([1, 2, 3, 4]);
});

it('has forgotten what was cleared away', async () => {
  keepEnd('hikers', { messages: [said(ben, 3)], before: 'more', after: 'whole' });
  await clearMessages();
  expect(await seqsOf()).toEqual([]);
});

it('knows nothing of what another account has read', async () => {
  keepEnd('hikers', { messages: [said(ben, 3)], before: 'more', after: 'whole' });
  readAhead('hikers');
  closeStore();
  const other = await openStore(`User:${crypto.randomUUID()}`);
  expect((await firstWindow(other, 'hikers', END)).found.slice.messages).toEqual([]);
  await other.delete();
  closeStore();
  db = await openStore(userId);
});

it('remembers the chats that were left last, not all of them', async () => {
  keepEnd('hikers', { messages: [said(ben, 3)], before: 'more', after: 'whole' });
  for (let nth = 1; nth <= 10; nth += 1) keepEnd(`other ${nth}`, { messages: [], before: 'whole', after: 'whole' });
  expect(await seqsOf()).toEqual([1, 2, 3]);
});
