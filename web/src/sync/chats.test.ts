// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ann, ben, chat, memberJoined, memberLeft, messageSent, NOON, said } from '../testing/records.ts';
import { placeChat } from './apply.ts';
import { fetchChat, fetchWanted } from './chats.ts';
import { takeIn } from './intake.ts';
import { closeStore, openStore } from './store/account.ts';
import { change } from './store/copy.ts';
import type { Database } from './store/db.ts';

let db: Database;
/** Answers the request that waits: with the chat as it stood at a place of its log, with none, or not at all. */
let waiting: ((at: number | 'absent' | 'no-answer') => void)[] = [];
let asked = 0;

beforeEach(async () => {
  db = await openStore(`User:${crypto.randomUUID()}`);
  await db.facts.put({ key: 'me', value: { user: ann, sessionId: 'Session:1' } });
  waiting = [];
  asked = 0;
  vi.stubGlobal('fetch', () => {
    asked += 1;
    return new Promise<Response>((resolve, reject) => {
      waiting.push((at) => (at === 'no-answer' ? reject(new TypeError('down')) : resolve(chatAt(at))));
    });
  });
});
afterEach(async () => {
  await db.delete();
  closeStore();
  vi.unstubAllGlobals();
});

function chatAt(at: number | 'absent'): Response {
  if (at === 'absent') return Response.json({ data: { viewer: { chat: null } } });
  const { id, kind, title } = chat();
  const lastActivityAt = new Date(NOON).toISOString();
  const node = { id, kind, title, pair: [], memberCount: at, lastMessage: null, lastActivityAt, lastSeq: at };
  const membership = { id: 'Membership:ann', readSeq: 0, deliveredSeq: 0 };
  const edge = { node, membership, unreadCount: at, othersReadSeq: null, othersDeliveredSeq: null };
  return Response.json({ data: { viewer: { chat: edge } } });
}

async function answer(at: number | 'absent' | 'no-answer'): Promise<void> {
  await expect.poll(() => waiting.length).toBe(1);
  waiting.shift()?.(at);
}

const wanted = async () => (await db.facts.get('wanted'))?.value ?? [];

it('a chat that could not be read is read when there is a server again, also by the next start', async () => {
  await takeIn(db, [memberJoined(ann, 5)]);
  const reading = fetchChat('hikers');
  await answer('no-answer');
  expect(await reading).toBe('no-answer');
  expect(await wanted()).toEqual([['hikers', 5]]);
  const again = fetchWanted(db);
  await answer(5);
  await again;
  expect(await db.chats.get('hikers')).toMatchObject({ lastSeq: 5 });
  expect(await wanted()).toEqual([]);
});

it('what happens in a chat while it is read is read as well', async () => {
  await takeIn(db, [memberJoined(ann, 5)]);
  const reading = fetchChat('hikers');
  await takeIn(db, [messageSent(said(ben, 6))]);
  await answer(5);
  await answer(6);
  expect(await reading).toBe('here');
  expect(await db.chats.get('hikers')).toMatchObject({ lastSeq: 6, unreadCount: 6 });
  expect(asked).toBe(2);
});

it('an answer that events have overtaken is asked for again', async () => {
  await change(db, ['hikers'], (copy) => placeChat(copy, chat({ lastSeq: 4 })));
  const reading = fetchChat('hikers');
  await takeIn(db, [messageSent(said(ben, 5))]);
  await answer(4);
  await answer(5);
  await reading;
  expect(await db.chats.get('hikers')).toMatchObject({ lastSeq: 5, unreadCount: 5, memberCount: 5 });
  expect(await wanted()).toEqual([]);
});

it('whoever asks while an answer is on its way gets a later one', async () => {
  const readings = [fetchChat('hikers'), fetchChat('hikers'), fetchChat('hikers')];
  await answer(1);
  await answer(2);
  await Promise.all(readings);
  expect(await db.chats.get('hikers')).toMatchObject({ memberCount: 2 });
  expect(asked).toBe(2);
});

it('does not ask for ever where the answers are always too old', async () => {
  await takeIn(db, [memberJoined(ann, 9)]);
  const reading = fetchChat('hikers');
  for (let times = 0; times < 3; times += 1) await answer(5);
  expect(await reading).toBe('here');
  expect(await wanted()).toEqual([['hikers', 9]]);
});

it('a chat that one is not in is wanted no more', async () => {
  await takeIn(db, [memberJoined(ann, 5)]);
  const reading = fetchChat('hikers');
  await answer('absent');
  expect(await reading).toBe('absent');
  expect(await wanted()).toEqual([]);
  await change(db, ['hikers'], (copy) => placeChat(copy, chat({ lastSeq: 5 })));
  await takeIn(db, [messageSent(said(ben, 8)), memberLeft(ann, 9)]);
  expect(await wanted()).toEqual([]);
});
