// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ann, ben, chat, memberLeft, messageSent, NOON, readMoved, said } from '../testing/records.ts';
import { placeChat } from './apply.ts';
import { createIntake, takeIn } from './intake.ts';
import { openDatabase, type Database } from './store/db.ts';
import { change } from './store/copy.ts';
import { chooseKeepFor } from '../platform/keep.ts';
import { recount } from './recounting.ts';
import { trim } from './trimming.ts';

let db: Database;

beforeEach(async () => {
  db = await openDatabase(`User:${Math.random()}`);
  await db.facts.put({ key: 'me', value: { user: ann, sessionId: 'Session:1' } });
  await change(db, ['hikers'], (copy) => placeChat(copy, chat()));
});
afterEach(() => db.delete());

const texts = async () => (await db.messages.toArray()).map(({ text }) => text);
const cursor = async () => (await db.facts.get('cursor'))?.value;

it('keeps a batch and the cursor behind it together', async () => {
  await takeIn(db, [messageSent(said(ben, 1, { text: 'one' })), messageSent(said(ben, 2, { text: 'two' }))]);
  expect(await texts()).toEqual(['one', 'two']);
  expect(await cursor()).toBe('after-2');
  expect(await db.chats.get('hikers')).toMatchObject({ lastSeq: 2, unreadCount: 2, lastMessage: { text: 'two' } });
  expect((await db.spans.get('hikers'))?.spans).toEqual([[0, 2]]);
});

it('keeps nothing of a batch that breaks', async () => {
  const broken = {
    ...messageSent(said(ben, 2)),
    get message(): never {
      throw new Error('broken');
    },
  };
  await expect(takeIn(db, [messageSent(said(ben, 1)), broken])).rejects.toThrow('broken');
  expect(await texts()).toEqual([]);
  expect(await cursor()).toBeUndefined();
});

it('the same events again change nothing', async () => {
  const events = [messageSent(said(ben, 1)), messageSent(said(ben, 2))];
  await takeIn(db, events);
  const before = await db.chats.get('hikers');
  await takeIn(db, events);
  expect(await db.chats.get('hikers')).toMatchObject({ unreadCount: 2, lastSeq: 2 });
  expect((await db.chats.get('hikers'))?.lastMessage).toEqual(before?.lastMessage);
  expect(await db.messages.count()).toBe(2);
});

it('an echo takes its act off the list, also when the answer to sending was lost', async () => {
  const act = { kind: 'send' as const, chatId: 'hikers', uuid: 'uuid-1', text: 'mine' };
  await db.acts.add({ id: 'uuid-1', act, at: 0, refusal: null });
  await takeIn(db, [messageSent(said(ann, 1))]);
  expect([await db.acts.count(), await db.messages.count()]).toEqual([0, 1]);
});

it('leaving takes everything of the chat along', async () => {
  await takeIn(db, [messageSent(said(ben, 1))]);
  await db.drafts.put({ chatId: 'hikers', text: 'unsaid', at: 0 });
  await takeIn(db, [memberLeft(ann, 2)]);
  const left = await Promise.all([db.chats, db.messages, db.spans, db.drafts].map((table) => table.count()));
  expect(left).toEqual([0, 0, 0, 0]);
});

it('counts what is left unread from what is here', async () => {
  const events = [said(ben, 1), said(ann, 2), said(ben, 3), said(ben, 4)].map(messageSent);
  await takeIn(db, events);
  await takeIn(db, [readMoved(1)]);
  await recount(db, 'hikers');
  expect(await db.chats.get('hikers')).toMatchObject({ readSeq: 1, unreadCount: 2 });
});

it('lets go of what is older than the reader keeps, and knows that it is not whole any more', async () => {
  const month = 30 * 86_400_000;
  await takeIn(db, [said(ben, 1, { at: NOON - month }), said(ben, 2, { at: NOON - 1 }), said(ben, 3)].map(messageSent));
  await trim(db, NOON);
  expect(await db.messages.count()).toBe(3);
  chooseKeepFor('month');
  await trim(db, NOON + 1);
  chooseKeepFor('ever');
  expect((await db.messages.toArray()).map(({ seq }) => seq)).toEqual([2, 3]);
  expect((await db.spans.get('hikers'))?.spans).toEqual([[2, 3]]);
});

it('takes in ten thousand events in order, in batches that let others have their turn', async () => {
  let batches = 0;
  const done = Promise.withResolvers<void>();
  const intake = createIntake(
    db,
    () => {
      batches += 1;
      if (intake.waiting() === 0) done.resolve();
    },
    done.reject,
  );
  for (let seq = 1; seq <= 10_000; seq++) intake.take(messageSent(said(ben, seq)));
  await done.promise;
  expect(await db.messages.count()).toBe(10_000);
  expect(await cursor()).toBe('after-10000');
  expect((await db.spans.get('hikers'))?.spans).toEqual([[0, 10_000]]);
  expect(batches).toBe(10);
});

it('lets a flood gather, and nothing else', async () => {
  const batches: number[] = [];
  const event = (seq: number) => messageSent(said(ben, seq));
  const intake = createIntake(
    db,
    () => batches.push(0),
    (error) => expect.unreachable(String(error)),
  );
  for (let seq = 1; seq <= 30; seq += 1) intake.take(event(seq));
  await expect.poll(() => batches.length).toBe(1);
  // One after the other, as they come off the line: they go together.
  for (let seq = 31; seq <= 40; seq += 1) {
    intake.take(event(seq));
    await Promise.resolve();
  }
  await expect.poll(cursor).toBe('after-40');
  expect(batches).toHaveLength(2);
  intake.take(event(41));
  await Promise.resolve();
  await Promise.resolve();
  expect(intake.waiting()).toBe(0);
});
