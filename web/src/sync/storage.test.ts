import 'fake-indexeddb/auto';
import { beforeEach, expect, it } from 'vitest';
import { ann, said } from '../testing/records.ts';
import { keep } from './history.ts';
import { clearMessages, readUsage } from './storage.ts';
import { openStore } from './store/account.ts';
import type { Database } from './store/db.ts';

let db: Database;

beforeEach(async () => {
  db = await openStore(`User:${crypto.randomUUID()}`);
});

it('counts what is kept, and tells how far back it goes', async () => {
  expect(await readUsage()).toEqual({ messages: 0, chats: 0, oldestAt: null });
  await keep(db, 'hikers', [said(ann, 4, { at: 400 }), said(ann, 5, { at: 500 })], [4, 5]);
  await keep(db, 'ben', [said(ann, 1, { chatId: 'ben', at: 300 })], [0, 1]);
  expect(await readUsage()).toEqual({ messages: 3, chats: 2, oldestAt: 300 });
});

it('clears messages, and leaves what is not sent yet', async () => {
  await keep(db, 'hikers', [said(ann, 4)], [4, 4]);
  await db.drafts.put({ chatId: 'hikers', text: 'Still on', at: 1 });
  await clearMessages();
  expect(await readUsage()).toEqual({ messages: 0, chats: 0, oldestAt: null });
  expect(await db.drafts.count()).toBe(1);
});
