import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalBus, type Bus } from '../../platform/bus.ts';
import type { Database } from '../../platform/database.ts';
import { startWorld, type World } from '../../testing/world.ts';
import { createRecognition } from './recognition.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const WHO = '{ viewer { user { username } } }';
const LOG_OUT = 'mutation { logOut { __typename } }';

it('asks the database once for many requests of one session, and once for many sessions at the same time', async () => {
  const ann = await world.person('ann');
  const devices = await Promise.all(Array.from({ length: 30 }, () => world.device(ann)));
  const { database, asked } = counted(world.database);
  const { recognise, authenticate } = createRecognition(database, createLocalBus());

  const found = await Promise.all(devices.map(({ token }) => recognise(caller(), token)));
  expect(found.map((viewer) => viewer?.sessionId)).toEqual(devices.map(({ sessionId }) => sessionId));
  for (const { token } of devices) expect((await recognise(caller(), token))?.userId).toBe(ann.id);
  expect(asked()).toBe(1);

  await authenticate(caller(), ann.token);
  await authenticate(caller(), ann.token);
  expect(asked()).toBe(3);
});

it('refuses a session at once on the node that ended it', async () => {
  const bob = await world.person('bob');
  await world.ask(bob, WHO);
  await world.ask(bob, LOG_OUT);
  expect((await world.ask.whole(bob, WHO)).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
});

it('refuses it at once on a node that hears of it, and soon on one that does not', async () => {
  const carol = await world.person('carol');
  const bus: Bus<string> = createLocalBus();
  const hears = createRecognition(world.database, bus);
  const isDeaf = createRecognition(world.database, createLocalBus(), 400);
  for (const { recognise } of [hears, isDeaf]) expect((await recognise(caller(), carol.token))?.userId).toBe(carol.id);

  await world.ask(carol, LOG_OUT);
  const ended = performance.now();
  createRecognition(world.database, bus).revoke(carol.sessionId);
  expect(await hears.recognise(caller(), carol.token)).toBeNull();
  expect(await isDeaf.authenticate(caller(), carol.token)).toBeNull();
  await expect.poll(() => isDeaf.recognise(caller(), carol.token), { interval: 20, timeout: 5_000 }).toBeNull();
  expect(performance.now() - ended).toBeLessThan(3_000);
});

it('does not remember what was read while the session was being ended', async () => {
  const dan = await world.person('dan');
  const { recognise, revoke } = createRecognition(world.database, createLocalBus());
  const early = recognise(caller(), dan.token);
  revoke(dan.sessionId);
  expect((await early)?.userId).toBe(dan.id);
  await world.ask(dan, LOG_OUT);
  expect(await recognise(caller(), dan.token)).toBeNull();
});

it('forgets everybody when the bus may have lost something', async () => {
  const eve = await world.person('eve');
  const gaps = new Set<() => void>();
  const onGap = (listener: () => void) => {
    gaps.add(listener);
    return () => {};
  };
  const bus: Bus<string> = { ...createLocalBus<string>(), onGap };
  const { recognise } = createRecognition(world.database, bus);
  expect((await recognise(caller(), eve.token))?.userId).toBe(eve.id);
  await world.ask(eve, LOG_OUT);
  for (const tell of gaps) tell();
  expect(await recognise(caller(), eve.token)).toBeNull();
});

function caller() {
  return { ...world.app.services, address: '127.0.0.1', userAgent: null };
}

/** The same database, and how often its pool was asked. */
function counted(database: Database): { database: Database; asked: () => number } {
  let times = 0;
  const pool = new Proxy(database.pool, {
    get(target, name, self) {
      if (name === 'query') times += 1;
      return Reflect.get(target, name, self);
    },
  });
  return { database: { ...database, pool }, asked: () => times };
}
