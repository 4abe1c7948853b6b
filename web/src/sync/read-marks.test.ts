// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ann, ben, chat, said } from '../testing/records.ts';
import { placeChat, placeMessage } from './apply.ts';
import { forgetLanes } from './draining.ts';
import { markRead } from './read-marks.ts';
import { closeStore, openStore } from './store/account.ts';
import { change } from './store/copy.ts';
import type { Database } from './store/db.ts';
import { setSignedIn } from './store/device.ts';
import { trouble } from './trouble.ts';

let db: Database;
/** Up to where the server was told, each time. */
let told: number[] = [];

beforeEach(async () => {
  const userId = `User:${crypto.randomUUID()}`;
  db = await openStore(userId);
  await setSignedIn(userId);
  await db.facts.put({ key: 'me', value: { user: ann, sessionId: 'Session:1' } });
  await change(db, ['hikers'], (copy) => {
    placeChat(copy, chat({ lastSeq: 3, unreadCount: 3 }));
    for (const seq of [1, 2, 3]) placeMessage(copy, said(ben, seq));
  });
  told = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    told.push(JSON.parse(body).variables.input.seq);
    return Response.json({ data: { markRead: { __typename: 'MarkReadSuccess' } } });
  });
});
afterEach(async () => {
  forgetLanes();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await db.delete();
  closeStore();
});

const waiting = async () => (await db.acts.toArray()).map(({ act }) => (act.kind === 'read' ? act.seq : act.kind));

it('what is shown as read is kept to be told, from the same moment', async () => {
  await markRead('hikers', 3);
  expect(await db.chats.get('hikers')).toMatchObject({ readSeq: 3, unreadCount: 0 });
  expect([await waiting(), told]).toEqual([[3], []]);
});

it('is told when the reader pauses, once', async () => {
  for (const seq of [1, 2, 3, 2]) await markRead('hikers', seq);
  expect(await waiting()).toEqual([3]);
  vi.runAllTimers();
  await expect.poll(waiting).toEqual([]);
  expect(told).toEqual([3]);
});

it('is not kept, and said to be in trouble, where the device is full', async () => {
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('There is no room.', 'QuotaExceededError');
  });
  await markRead('hikers', 2);
  vi.restoreAllMocks();
  expect(trouble.value).toBe('full');
  expect((await db.chats.get('hikers'))?.readSeq).toBe(0);
  trouble.value = null;
});
