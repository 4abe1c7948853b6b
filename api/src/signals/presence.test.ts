import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalLeases, type Leases } from '../platform/leases.ts';
import { newId } from '../platform/ids.ts';
import { startWorld, type World } from '../testing/world.ts';
import { createPresences, TIMINGS, type Presences } from './presence.ts';
import type { PresenceChange } from './signal.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Nodes that share leases with a clock of their own, and ann and bob in one chat. */
async function startNodes() {
  const { prisma } = world.database;
  const names = ['ann', 'bob'].map((name) => `${name}_${Math.random().toString(36).slice(2, 8)}`);
  const [ann, bob] = await Promise.all(names.map((name) => world.person(name)));
  if (!ann || !bob) throw new Error('somebody is missing');
  const chatId = newId();
  await prisma.chat.create({ data: { id: chatId, kind: 'GROUP', title: 'Sunday hikers' } });
  for (const { id: userId } of [ann, bob]) {
    await prisma.membership.create({ data: { id: newId(), chatId, userId, visibleAfter: 0 } });
  }
  let now = 0;
  const leases = createLocalLeases(() => now);
  const nodes: Presences[] = [];
  const told: PresenceChange[] = [];
  const waiting = new Set<() => void>();
  const start = (timings = { ...TIMINGS, graceMs: 10 }, its: Leases = leases) => {
    const node = createPresences(
      {
        database: world.database,
        leases: its,
        onError: () => {},
        tell: (userIds, change) => {
          if (!userIds.includes(bob.id)) return;
          told.push(change);
          for (const other of nodes) other.hear(change);
          for (const look of waiting) look();
        },
      },
      timings,
    );
    nodes.push(node);
    return node;
  };
  const until = (count: number) =>
    new Promise<(boolean | undefined)[]>((resolve) => {
      const look = () => {
        if (told.length < count) return;
        waiting.delete(look);
        resolve(told.map(({ presence }) => presence?.online));
      };
      waiting.add(look);
      look();
    });
  return {
    ann: ann.id,
    bob: bob.id,
    start,
    until,
    pass: (ms: number) => {
      now += ms;
    },
    close: () => Promise.all(nodes.map((node) => node.close())),
  };
}

it('counts who is on two nodes as online until the last one lets go', async () => {
  const { ann, bob, start, until, close } = await startNodes();
  const [one, other] = [start(), start()];
  one.arrive(ann);
  expect(await until(1)).toEqual([true]);
  other.arrive(ann);
  one.depart(ann);
  expect((await other.look(bob, [ann])).get(ann)).toEqual({ online: true, lastSeenAt: null });
  other.depart(ann);
  expect(await until(2)).toEqual([true, false]);
  expect((await one.look(bob, [ann])).get(ann)).toMatchObject({ online: false });
  await close();
});

it('notices those whose node died without a word, when their leases have run out', async () => {
  const { ann, start, until, pass, close } = await startNodes();
  const [dying, other] = [start(), start()];
  dying.arrive(ann);
  await until(1);
  await dying.close();
  await other.sweep();
  pass(TIMINGS.leaseMs + 1);
  await other.sweep();
  await other.sweep();
  expect(await until(2)).toEqual([true, false]);
  await close();
});

it('contradicts a late word of somebody’s going', async () => {
  const { ann, start, until, close } = await startNodes();
  const node = start();
  node.arrive(ann);
  await until(1);
  node.hear({ kind: 'PresenceChange', userId: ann, presence: { online: false, lastSeenAt: null } });
  expect(await until(2)).toEqual([true, true]);
  await close();
});

it('keeps holding those who stay, and notes when they were last seen', async () => {
  const { ann, start, until, close } = await startNodes();
  let renewals = 0;
  let renewed = () => {};
  const often = new Promise<void>((resolve) => {
    renewed = resolve;
  });
  const counting = createLocalLeases();
  const node = start(
    { ...TIMINGS, renewEveryMs: 5 },
    {
      ...counting,
      take: async (...lease) => {
        if (++renewals === 3) renewed();
        return counting.take(...lease);
      },
    },
  );
  node.arrive(ann);
  await Promise.all([until(1), often]);
  const { lastSeenAt } = await world.database.prisma.user.findUniqueOrThrow({ where: { id: ann } });
  expect(lastSeenAt).toBeInstanceOf(Date);
  await close();
});

it('knows its own people when the shared store is out of reach', async () => {
  const { ann, bob, start, until, close } = await startNodes();
  const away: Leases = {
    take: async () => true,
    drop: async () => true,
    held: () => Promise.reject(new Error('out of reach')),
  };
  const node = start(TIMINGS, away);
  node.arrive(ann);
  expect(await until(1)).toEqual([true]);
  expect((await node.look(bob, [ann])).get(ann)).toMatchObject({ online: true });
  await close();
});
