import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createLocalBus, type Bus } from '../platform/bus.ts';
import type { Person } from '../testing/person.ts';
import { createVerbs, gather, waitingInvitation, type Verbs } from '../testing/verbs.ts';
import { startWorld, type World } from '../testing/world.ts';
import type { LogEntry } from './entry.ts';
import { createHub, type Hub } from './hub.ts';
import type { Log } from './log.ts';

let world: World;
let does: Verbs;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
});
afterAll(() => world.close());

let count = 0;
async function people(): Promise<[Person, Person]> {
  count += 1;
  return [await world.person(`ann${count}`), await world.person(`bob${count}`)];
}

const NEVER_MS = 3_600_000;

/** A hub of its own beside the node's: on the node's bus, or on one that loses everything. */
function hubOn(bus: Bus<LogEntry>, log: Partial<Log> = {}): Hub {
  const hub = createHub({ ...world.app.services.log, bus, ...log }, NEVER_MS, (error) => {
    throw error;
  });
  onTestFinished(hub.close);
  return hub;
}

const deaf = () => createLocalBus<LogEntry>();

async function ear(hub: Hub, person: Person): Promise<string[]> {
  const heard: string[] = [];
  await hub.attach({ userId: person.id, hear: ({ kind }) => heard.push(kind) });
  return heard;
}

it('tells at the first check already what the bus has lost since the node began', async () => {
  const [ann, bob] = await people();
  const hub = hubOn(deaf());
  const heard = await ear(hub, bob);
  const chatId = await gather(world.ask, ann, bob);
  await does.say(ann, chatId, 'hello');
  await hub.checkTail();
  await expect
    .poll(() => heard)
    .toEqual(expect.arrayContaining(['InvitationReceived', 'InvitationResolved', 'MemberJoined', 'MessageSent']));
});

it('does not admit people again to what they have left', async () => {
  const [ann, bob] = await people();
  const hub = hubOn(deaf());
  const heard = await ear(hub, bob);
  const chatId = await gather(world.ask, ann, bob);
  await does.leave(bob, chatId);
  await does.say(ann, chatId, 'now that he is gone');
  await hub.checkTail();
  await hub.checkTail();
  expect(heard.filter((kind) => !kind.startsWith('Invitation'))).toEqual([]);
  expect(hub.size().chats).toBe(0);
});

it('admits who comes while somebody else is only just being let in', async () => {
  const [ann, bob] = await people();
  const chat = await does.makeGroup(ann, 'Slow door', bob);
  const chatId = chat.chat?.id ?? '';
  const invitationId = await waitingInvitation(world.ask, bob);
  const { log } = world.app.services;
  // Ann's reading was made before Bob came in, and arrives after it.
  let letAnnIn = () => {};
  const gate = new Promise<void>((resolve) => {
    letAnnIn = resolve;
  });
  let readings = 0;
  const pool = new Proxy(log.database.pool, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name, target);
      return async (query: { name?: string; values?: unknown[] }) => {
        const result = await target.query(query as never);
        if (query.name === 'log-arrival' && query.values?.[0] === ann.id && ++readings === 1) await gate;
        return result;
      };
    },
  });
  const hub = hubOn(log.bus, { database: { ...log.database, pool } });
  const heardByBob = await ear(hub, bob);
  const annComing = ear(hub, ann);
  await expect.poll(() => readings).toBe(1);
  await does.accept(bob, invitationId);
  letAnnIn();
  const heardByAnn = await annComing;
  await does.say(ann, chatId, 'hello');
  await expect
    .poll(() => heardByBob.filter((kind) => kind === 'MemberJoined' || kind === 'MessageSent').length)
    .toBe(3);
  expect(heardByAnn.at(-1)).toBe('MessageSent');
});

it('keeps nothing of an attach that failed', async () => {
  const [ann, bob] = await people();
  const chatId = await gather(world.ask, ann, bob);
  const { log } = world.app.services;
  const pool = new Proxy(log.database.pool, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name, target);
      return async (query: { name?: string }) => {
        if (query.name === 'log-heads') throw new Error('the database went away');
        return target.query(query as never);
      };
    },
  });
  const hub = hubOn(log.bus, { database: { ...log.database, pool } });
  await expect(ear(hub, bob)).rejects.toThrow('went away');
  await does.say(ann, chatId, 'nobody listens');
  expect(hub.size()).toEqual({ people: 0, chats: 0, listeners: 0, arriving: 0, waiting: 0 });
});

it('finds its way in a log that was restored into another cluster', async () => {
  const other = await startWorld();
  onTestFinished(() => other.close());
  const [ann, bob] = [await other.person('ann'), await other.person('bob')];
  await gather(other.ask, ann, bob);
  await other.database.prisma.$executeRaw`UPDATE log SET xid = '5000000000'`;
  const { epoch } = await other.database.prisma.instance.findFirstOrThrow();
  const next = await other.another();
  const fresh = await other.database.prisma.instance.findFirstOrThrow();
  expect(fresh.epoch).not.toBe(epoch);
  type Answer = { viewer: { cursor: string } };
  const { viewer } = await next.ask<Answer>(bob, '{ viewer { cursor } }');
  type Page = { events: { hasMore: boolean; events: unknown[] } };
  const { events } = await next.ask<Page>(
    bob,
    'query ($after: String!) { events(after: $after, first: 2) { hasMore events { cursor } } }',
    { after: viewer.cursor },
  );
  expect(events).toEqual({ hasMore: false, events: [] });
});
