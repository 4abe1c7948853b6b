import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrokers } from '../testing/brokers.ts';
import { startRedis, withoutRedis, type RedisServer } from '../testing/redis.ts';
import { createLocalLeases, type Leases } from './leases.ts';

const LONG_MS = 60_000;
const SHORT_MS = 100;

/** The same of both kinds: on a single node, and on two nodes that share a Redis. */
function behave(nodes: () => readonly [Leases, Leases]): void {
  it('says who was the first to take hold, and who the last to let go', async () => {
    const [here, there] = nodes();
    expect(await here.take('ann', 'phone', LONG_MS)).toBe(true);
    expect(await there.take('ann', 'desk', LONG_MS)).toBe(false);
    expect(await here.take('ann', 'phone', LONG_MS)).toBe(false);
    expect(await there.held(['ann', 'bob'])).toEqual(new Set(['ann']));
    expect(await here.drop('ann', 'phone')).toBe(false);
    expect(await here.drop('ann', 'phone')).toBe(false);
    expect(await there.drop('ann', 'desk')).toBe(true);
    expect(await there.drop('ann', 'desk')).toBe(false);
    expect(await here.held(['ann'])).toEqual(new Set());
    expect(await here.held([])).toEqual(new Set());
  });

  it('forgets a hold that is not renewed, whoever else held for longer or shorter', async () => {
    const [here, there] = nodes();
    await here.take('bob', 'phone', SHORT_MS);
    await there.take('bob', 'desk', LONG_MS);
    await there.take('cy', 'phone', SHORT_MS);
    expect(await here.held(['bob', 'cy'])).toEqual(new Set(['bob', 'cy']));
    await expect.poll(() => here.held(['bob', 'cy'])).toEqual(new Set(['bob']));
    expect(await there.drop('bob', 'desk')).toBe(true);
    expect(await here.take('cy', 'phone', LONG_MS)).toBe(true);
  });

  it('forgets the last hold in time when a longer one was let go', async () => {
    const [here, there] = nodes();
    await here.take('dan', 'phone', SHORT_MS);
    await there.take('dan', 'desk', LONG_MS);
    await there.drop('dan', 'desk');
    await expect.poll(() => here.held(['dan'])).toEqual(new Set());
  });

  it('keeps a hold for as long as it is renewed', async () => {
    const [here, there] = nodes();
    await here.take('eve', 'phone', SHORT_MS);
    await here.take('eve', 'phone', LONG_MS);
    await there.take('clock', 'phone', 2 * SHORT_MS);
    await expect.poll(() => there.held(['clock', 'eve'])).toEqual(new Set(['eve']));
    expect(await here.take('eve', 'desk', LONG_MS)).toBe(false);
  });

  it('tells exactly one of many that take at once that it was the first', async () => {
    const firsts = await Promise.all(
      Array.from({ length: 100 }, (_, nth) => nodes()[nth % 2 === 0 ? 0 : 1].take('fay', `device ${nth}`, LONG_MS)),
    );
    expect(firsts.filter(Boolean)).toHaveLength(1);
    const lasts = await Promise.all(
      Array.from({ length: 100 }, (_, nth) => nodes()[nth % 2 === 0 ? 0 : 1].drop('fay', `device ${nth}`)),
    );
    expect(lasts.filter(Boolean)).toHaveLength(1);
  });
}

describe('a lease on a single node', () => {
  const leases = createLocalLeases();
  behave(() => [leases, leases]);
});

describe.skipIf(withoutRedis)('a lease over Redis', () => {
  const brokers = createBrokers();
  let redis: RedisServer;
  let nodes: readonly [Leases, Leases];

  beforeAll(async () => {
    redis = await startRedis();
    nodes = [(await brokers.open(redis.url)).leases, (await brokers.open(redis.url)).leases];
  });
  afterAll(async () => {
    await brokers.closeAll();
    await redis.kill();
  });

  behave(() => nodes);

  it('leaves nothing in Redis when all is let go', async () => {
    const [here] = nodes;
    await here.take('gus', 'phone', LONG_MS);
    expect(await redis.ask('EXISTS', 'ruggine:lease:gus')).toBe(1);
    await here.drop('gus', 'phone');
    expect(await redis.ask('EXISTS', 'ruggine:lease:gus')).toBe(0);
  });

  it('is refused within three seconds when Redis does not answer, and at once when that is known', async () => {
    const broker = await brokers.open(redis.url);
    redis.freeze();
    const began = performance.now();
    await expect(broker.leases.take('hal', 'phone', LONG_MS)).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(3_500);
    await expect.poll(broker.state, { timeout: 10_000 }).toBe('away');
    const since = performance.now();
    await expect(broker.leases.take('hal', 'phone', LONG_MS)).rejects.toThrow();
    await expect(broker.leases.held(['hal'])).rejects.toThrow();
    expect(performance.now() - since).toBeLessThan(500);
    redis.thaw();
  });
});
