import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalBroker } from '../platform/broker.ts';
import { newId } from '../platform/ids.ts';
import { startWorld, type World } from '../testing/world.ts';
import { signalCodec, type Signal } from './signal.ts';
import { createSignals } from './signals.ts';
import { createTypists, TYPING_LASTS_MS } from './typists.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

async function startSignals(isBusy: () => boolean) {
  const { prisma } = world.database;
  const { id: userId } = await world.person(`user_${Math.random().toString(36).slice(2, 8)}`);
  const chatId = newId();
  await prisma.chat.create({ data: { id: chatId, kind: 'GROUP', title: 'Sunday hikers' } });
  await prisma.membership.create({ data: { id: newId(), chatId, userId, visibleAfter: 0 } });
  const { hub } = world.app.services;
  const onError = (error: unknown) => {
    throw error;
  };
  const signals = createSignals({ broker: createLocalBroker(), database: world.database, hub, isBusy, onError });
  return { signals, userId, chatId, typing: { kind: 'Typing', chatId, userId: 'somebody', typing: true } as const };
}

it('leaves out what a slow reader would only pile up, and what a busy node has no time for', async () => {
  let unsent = 0;
  let busy = false;
  const { signals, userId, chatId } = await startSignals(() => busy);
  const feed = signals.listen({ userId, unsentBytes: () => unsent });
  await feed.next();
  const read = (seq: number) => signals.tell({ kind: 'ReadPosition', chatId, userId: 'somebody', seq });
  read(1);
  unsent = 70_000;
  read(2);
  [unsent, busy] = [0, true];
  read(3);
  busy = false;
  expect((await feed.next()).value).toMatchObject({ seq: 1 });
  read(4);
  expect((await feed.next()).value).toMatchObject({ seq: 4 });
  expect(signals.counts()).toEqual({ sent: 2, shed: 2 });
  await feed.return?.();
  await signals.close();
});

it('gives all who listen the very same object', async () => {
  const { signals, userId, typing } = await startSignals(() => false);
  const feeds = [1, 2].map(() => signals.listen({ userId, unsentBytes: () => 0 }));
  await Promise.all(feeds.map((feed) => feed.next()));
  signals.tell(typing);
  const [one, other] = await Promise.all(feeds.map((feed) => feed.next()));
  expect(one?.value).toBe(typing);
  expect(other?.value).toBe(typing);
  await Promise.all(feeds.map((feed) => feed.return?.()));
  await signals.close();
});

it('ends at once for who stops to listen', async () => {
  const { signals, userId } = await startSignals(() => false);
  const feed = signals.listen({ userId, unsentBytes: () => 0 });
  await feed.next();
  const waiting = feed.next();
  await feed.return?.();
  expect(await waiting).toMatchObject({ done: true });
  await signals.close();
});

it('reads on other nodes what was written on one', () => {
  const all: Signal[] = [
    { kind: 'Typing', chatId: 'c', userId: 'u', typing: true },
    { kind: 'ReadPosition', chatId: 'c', userId: 'u', seq: 7 },
    { kind: 'DeliveredPosition', chatId: 'c', userId: 'u', seq: 7 },
    { kind: 'PresenceChange', userId: 'u', presence: { online: false, lastSeenAt: new Date(1) } },
    { kind: 'PresenceChange', userId: 'u', presence: { online: true, lastSeenAt: null } },
    { kind: 'PresenceChange', userId: 'u', presence: null },
  ];
  expect(all.map((signal) => signalCodec.decode(signalCodec.encode(signal)))).toEqual(all);
  expect(signalCodec.decode('{"kind":"Waving"}')).toBeNull();
});

it('tells typing again after two seconds, and forgets it after six', () => {
  let now = 0;
  const { allows } = createTypists(() => now);
  const says = (typing: boolean) => allows({ kind: 'Typing', chatId: 'c', userId: 'u', typing });
  expect([says(false), says(true), says(true), says(false), says(false), says(true)]).toEqual([
    false,
    true,
    false,
    true,
    false,
    false,
  ]);
  now = 2_000;
  expect(says(true)).toBe(true);
  now += TYPING_LASTS_MS;
  expect(says(false)).toBe(false);
});
