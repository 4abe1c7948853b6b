import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalBroker } from '../platform/broker.ts';
import { newId } from '../platform/ids.ts';
import { startWorld, type World } from '../testing/world.ts';
import { signalCodec, type Signal } from './signal.ts';
import { createSignals, type Signals } from './signals.ts';
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

/** Listens as a socket does. @returns what was heard, and what ends it */
async function hear(signals: Signals, userId: string, unsentBytes = () => 0) {
  const heard: Signal[] = [];
  const { before, stop } = signals.listen({ userId, unsentBytes }).relay({
    open: () => {},
    tell: (signal) => heard.push(signal),
  });
  for await (const first of before) heard.push(...first);
  return { heard, stop };
}

it('leaves out what a slow reader would only pile up, and what a busy node has no time for', async () => {
  let unsent = 0;
  let busy = false;
  const { signals, userId, chatId } = await startSignals(() => busy);
  const { heard, stop } = await hear(signals, userId, () => unsent);
  const read = (seq: number) => signals.tell({ kind: 'ReadPosition', chatId, userId: 'somebody', seq });
  read(1);
  unsent = 70_000;
  read(2);
  [unsent, busy] = [0, true];
  read(3);
  busy = false;
  read(4);
  expect(heard).toMatchObject([{ kind: 'PresenceChange', userId }, { seq: 1 }, { seq: 4 }]);
  expect(signals.counts()).toEqual({ sent: 2, shed: 2 });
  stop();
  await signals.close();
});

it('gives all who listen the very same object', async () => {
  const { signals, userId, typing } = await startSignals(() => false);
  const listeners = [await hear(signals, userId), await hear(signals, userId)];
  signals.tell(typing);
  for (const { heard } of listeners) expect(heard.at(-1)).toBe(typing);
  for (const { stop } of listeners) stop();
  await signals.close();
});

it('tells nothing more to who has stopped to listen', async () => {
  const { signals, userId, typing } = await startSignals(() => false);
  const { heard, stop } = await hear(signals, userId);
  stop();
  signals.tell(typing);
  expect(heard).toHaveLength(1);
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
