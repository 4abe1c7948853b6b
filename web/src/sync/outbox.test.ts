// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ann, chat, MINUTE, NOON } from '../testing/records.ts';
import { placeChat } from './apply.ts';
import { keepDraft, drafts } from './drafts.ts';
import { drainAll, forgetLanes } from './draining.ts';
import { discard, enact, retry, send } from './outbox.ts';
import { closeStore, openStore } from './store/account.ts';
import type { Database } from './store/db.ts';
import { change } from './store/copy.ts';
import { setSignedIn } from './store/device.ts';

type Input = { id: string; chatId: string; text: string; seq: number };
type Reply = (input: Input, operation: string) => object | Error | Promise<object | Error>;

let db: Database;
/** What the server does with each request, and all it was asked. */
let reply: Reply;
let asked: string[] = [];
let seq = 0;

beforeEach(async () => {
  const userId = `User:${Math.random()}`;
  db = await openStore(userId);
  await setSignedIn(userId);
  await db.facts.put({ key: 'me', value: { user: ann, sessionId: 'Session:1' } });
  await change(db, ['hikers', 'flat'], (copy) => {
    placeChat(copy, chat());
    placeChat(copy, chat({ id: 'flat' }));
  });
  asked = [];
  seq = 0;
  reply = taken;
  vi.stubGlobal('fetch', async (_url: string, init: { body: string }) => {
    const { query, variables } = JSON.parse(init.body);
    const operation = /mutation (\w+)/.exec(query)?.[1] ?? '';
    asked.push(`${operation} ${variables.input.text ?? variables.input.seq ?? ''}`.trim());
    const answer = await reply(variables.input, operation);
    if (answer instanceof Error) throw answer;
    return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } });
  });
});
afterEach(async () => {
  forgetLanes();
  vi.useRealTimers();
  vi.restoreAllMocks();
  await db.delete();
  closeStore();
  vi.unstubAllGlobals();
});

const taken: Reply = ({ id, chatId, text }, operation) => {
  if (operation === 'MarkRead') return { data: { markRead: { __typename: 'MarkReadSuccess' } } };
  const createdAt = new Date(NOON).toISOString();
  const at = { seq: ++seq, kind: 'TEXT', notice: null, createdAt };
  const message = { id: `Message:${id}`, uuid: id, chat: { id: chatId }, sender: ann, text, ...at };
  return { data: { sendMessage: { __typename: 'SendMessageSuccess', message } } };
};
const down: Reply = () => new TypeError('Failed to fetch');
const failing = (code: string) => () => ({ errors: [{ message: 'No.', extensions: { code } }], data: null });
const notAMember: Reply = () => ({ data: { sendMessage: { __typename: 'NotFoundError', words: 'gone' } } });
const refusals = async () => (await db.acts.orderBy('order').toArray()).map(({ refusal }) => refusal?.why ?? null);

it('what is written is here before it is sent, and becomes the message that the server took', async () => {
  reply = down;
  await send('hikers', 'one');
  await drainAll(db);
  expect([await db.acts.count(), await db.messages.count()]).toEqual([1, 0]);
  reply = taken;
  await drainAll(db);
  expect([await db.acts.count(), await db.messages.count()]).toEqual([0, 1]);
  expect(await db.chats.get('hikers')).toMatchObject({ lastMessage: { text: 'one' }, unreadCount: 0 });
});

it('keeps the order within a chat, and no chat waits for another', async () => {
  reply = (input, operation) => (input.chatId === 'hikers' ? new TypeError('down') : taken(input, operation));
  for (const text of ['one', 'two']) await send('hikers', text);
  await send('flat', 'elsewhere');
  await drainAll(db);
  expect((await db.messages.toArray()).map(({ text }) => text)).toEqual(['elsewhere']);
  reply = taken;
  await drainAll(db);
  const hikers = await db.messages.where('[chatId+seq]').between(['hikers', 0], ['hikers', Infinity]).toArray();
  expect(hikers.map(({ text }) => text)).toEqual(['one', 'two']);
});

it('sends the same id however often it has to try', async () => {
  const ids = new Set<string>();
  reply = ({ id }) => {
    ids.add(id);
    return new TypeError('down');
  };
  await send('hikers', 'one');
  for (let times = 0; times < 3; times++) await drainAll(db);
  expect(asked.length).toBeGreaterThan(2);
  expect(ids.size).toBe(1);
});

it('a refusal stays with its reason and holds nothing up; one may try again or take it away', async () => {
  reply = (input, operation) => (input.text === 'one' ? notAMember(input, operation) : taken(input, operation));
  await send('hikers', 'one');
  await send('hikers', 'two');
  await drainAll(db);
  expect(await refusals()).toEqual(['left']);
  expect((await db.messages.toArray()).map(({ text }) => text)).toEqual(['two']);
  const [refused] = await db.acts.toArray();
  await retry(refused?.id ?? '');
  await drainAll(db);
  expect(await refusals()).toEqual(['left']);
  await discard(refused?.id ?? '');
  expect(await db.acts.count()).toBe(0);
});

function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
}

/** The next attempts, each when it is due. */
async function laterOn(attempts: number): Promise<void> {
  stopTheClock();
  for (let times = 0; times < attempts; times++) {
    vi.setSystemTime(Date.now() + MINUTE);
    await drainAll(db);
  }
}

it('waits for a server without its database for as long as it takes', async () => {
  reply = failing('UNAVAILABLE');
  for (const text of ['one', 'two']) await send('hikers', text);
  await laterOn(20);
  expect(await refusals()).toEqual([null, null]);
  reply = taken;
  await drainAll(db);
  expect((await db.messages.toArray()).map(({ text }) => text)).toEqual(['one', 'two']);
});

it('gives a message up that the server fails at again and again, but not for haste, and not those behind it', async () => {
  stopTheClock();
  reply = failing('INTERNAL');
  for (const text of ['one', 'two']) await send('hikers', text);
  for (let times = 0; times < 20; times++) await drainAll(db);
  expect(await refusals()).toEqual([null, null]);
  await laterOn(4);
  expect(await refusals()).toEqual(['server', null]);
  await laterOn(4);
  expect(await refusals()).toEqual(['server', null]);
});

it('counts no time without a line against what the server fails at', async () => {
  reply = down;
  await send('hikers', 'one');
  await laterOn(10);
  reply = failing('INTERNAL');
  await laterOn(2);
  expect(await refusals()).toEqual([null]);
});

it('never gives up what nobody would see fail, and lets what comes after it pass', async () => {
  reply = (input, operation) => (operation === 'MarkRead' ? failing('INTERNAL')() : taken(input, operation));
  await enact({ kind: 'read', chatId: 'hikers', seq: 5 });
  await send('hikers', 'one');
  await laterOn(20);
  expect([await refusals(), await db.messages.count()]).toEqual([[null], 1]);
  reply = taken;
  await drainAll(db);
  expect(await db.acts.count()).toBe(0);
});

it('sends no more of what was taken away meanwhile', async () => {
  reply = down;
  for (const text of ['one', 'two', 'three', 'four']) await send('hikers', text);
  await drainAll(db);
  asked = [];
  reply = async (input, operation) => {
    await db.acts.filter(({ act }) => act.kind === 'send' && act.text === 'three').delete();
    if (input.text === 'two') await expect.poll(() => db.messages.count()).toBe(1);
    return taken(input, operation);
  };
  await drainAll(db);
  expect(asked).toEqual(['SendMessage one', 'SendMessage two', 'SendMessage four']);
});

it('keeps what the server took while the next message is on its way, and all of it before anything else', async () => {
  reply = down;
  for (const text of ['one', 'two', 'three']) await send('hikers', text);
  void enact({ kind: 'leave', chatId: 'hikers' });
  await expect.poll(() => db.acts.count()).toBe(4);
  const found: Record<string, number> = {};
  reply = async (input, operation) => {
    const name = input.text ?? operation;
    if (name === 'three') await expect.poll(() => db.messages.count()).toBe(2);
    found[name] = await db.messages.count();
    return operation === 'LeaveChat'
      ? { data: { leaveChat: { __typename: 'LeaveChatSuccess' } } }
      : taken(input, operation);
  };
  await drainAll(db);
  expect(found).toMatchObject({ three: 2, LeaveChat: 3 });
  expect([await db.acts.count(), await db.messages.count()]).toEqual([0, 0]);
});

it('keeps nothing for an account that is being signed out while its message is on its way', async () => {
  reply = async (input, operation) => {
    await setSignedIn('User:eve');
    return taken(input, operation);
  };
  await send('hikers', 'one');
  await drainAll(db);
  expect([await db.acts.count(), await db.messages.count()]).toEqual([1, 0]);
});

it('two drains at once send each message once', async () => {
  for (const text of ['one', 'two', 'three']) await send('hikers', text);
  await Promise.all([drainAll(db), drainAll(db), drainAll(db)]);
  expect(asked).toEqual(['SendMessage one', 'SendMessage two', 'SendMessage three']);
});

it('never sends in the name of somebody else', async () => {
  reply = down;
  await send('hikers', 'of Ann');
  await drainAll(db);
  await setSignedIn('User:eve');
  reply = taken;
  asked = [];
  await drainAll(db);
  expect(asked).toEqual([]);
  expect(await db.acts.count()).toBe(1);
});

it('tells the last of several read marks only', async () => {
  reply = down;
  for (const to of [1, 2, 3]) await enact({ kind: 'read', chatId: 'hikers', seq: to });
  asked = [];
  reply = taken;
  await drainAll(db);
  expect(asked).toEqual(['MarkRead 3']);
});

it('a sent draft does not come back', async () => {
  keepDraft('hikers', 'half a sent');
  keepDraft('hikers', 'half a sentence');
  await send('hikers', 'half a sentence');
  await drainAll(db);
  expect([drafts.has('hikers'), await db.drafts.count()]).toEqual([false, 0]);
});
