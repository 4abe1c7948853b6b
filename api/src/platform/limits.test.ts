import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrokers } from '../testing/brokers.ts';
import { startRedis, withoutRedis, type RedisServer } from '../testing/redis.ts';
import { addressKey, createLimits, RateLimited, type LimitName, type Limits } from './limits.ts';

describe('a limit', () => {
  it('lets so many pass and says to the next one when to come again', async () => {
    const limits = createLimits(1);
    for (let n = 0; n < 10; n++) await limits.spend('logInsPerAccount', 'ann');
    const refused = await limits.spend('logInsPerAccount', 'ann').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RateLimited);
    expect(refused).toMatchObject({ retryAfter: 300, message: 'Too many tries. Try again in 300 s.' });
  });

  it('counts each key and each kind by itself', async () => {
    const limits = createLimits(1);
    for (let n = 0; n < 10; n++) await limits.spend('logInsPerAccount', 'ann');
    await limits.spend('logInsPerAccount', 'bob');
    await limits.spend('logInsPerAddress', 'ann');
    await expect(limits.spend('logInsPerAccount', 'ann')).rejects.toThrow(RateLimited);
  });

  it('gives back what turned out to be honest, and never more than there was', async () => {
    const limits = createLimits(1);
    for (let n = 0; n < 100; n++) {
      await limits.spend('logInsPerAccount', 'ann');
      await limits.giveBack('logInsPerAccount', 'ann');
    }
    for (let n = 0; n < 10; n++) await limits.spend('logInsPerAccount', 'ann');
    await expect(limits.spend('logInsPerAccount', 'ann')).rejects.toThrow(RateLimited);
  });

  it('lets exactly as many pass when all try at once', async () => {
    const limits = createLimits(1);
    const tries = await Promise.allSettled(Array.from({ length: 200 }, () => limits.spend('lookUpsPerUser', 'ann')));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(60);
  });

  it('can be looked at without being spent', async () => {
    const limits = createLimits(2);
    const untouched = await limits.look('lookUpsPerUser', 'ann');
    expect(untouched).toEqual({ limit: 120, remaining: 120, resetAt: expect.any(Date) });
    await limits.spend('lookUpsPerUser', 'ann');
    await limits.look('lookUpsPerUser', 'ann');
    const { remaining, resetAt } = await limits.look('lookUpsPerUser', 'ann');
    expect(remaining).toBe(119);
    expect(resetAt.getTime() - Date.now()).toBeLessThanOrEqual(60_000);
    for (let n = 0; n < 130; n++) await limits.spend('lookUpsPerUser', 'ann').catch(() => {});
    expect((await limits.look('lookUpsPerUser', 'ann')).remaining).toBe(0);
  });
});

describe.skipIf(withoutRedis)('limits that nodes share over Redis', () => {
  const brokers = createBrokers();
  let redis: RedisServer;
  let here: Limits;
  let there: Limits;

  beforeAll(async () => {
    redis = await startRedis();
    here = (await brokers.open(redis.url)).limits(1);
    there = (await brokers.open(redis.url)).limits(1);
  });
  afterAll(async () => {
    await brokers.closeAll();
    await redis.kill();
  });

  /** How many of so many tries, taken in turns by both nodes at once, pass. */
  async function passed(name: LimitName, key: string, tries: number): Promise<number> {
    const all = Array.from({ length: tries }, (_, nth) => (nth % 2 === 0 ? here : there).spend(name, key));
    const settled = await Promise.allSettled(all);
    for (const { reason } of settled.filter((one) => one.status === 'rejected'))
      expect(reason).toBeInstanceOf(RateLimited);
    return settled.filter(({ status }) => status === 'fulfilled').length;
  }

  it('let as many pass on two nodes as on one', async () => {
    expect(await passed('logInsPerAccount', 'ann', 50)).toBe(10);
    expect(await passed('lookUpsPerUser', 'ann', 200)).toBe(60);
  });

  it('give back on one node what was spent on the other', async () => {
    await here.spend('logInsPerAccount', 'bob');
    await there.giveBack('logInsPerAccount', 'bob');
    expect(await here.look('logInsPerAccount', 'bob')).toMatchObject({ limit: 10, remaining: 10 });
    expect(await there.look('logInsPerAccount', 'nobody')).toMatchObject({ limit: 10, remaining: 10 });
  });

  it('say when to come again', async () => {
    await passed('invitationsPerUser', 'ann', 201);
    const refused = await there.spend('invitationsPerUser', 'ann').catch((error: unknown) => error);
    expect(refused).toMatchObject({ retryAfter: expect.any(Number) });
    const { resetAt } = await here.look('invitationsPerUser', 'ann');
    expect(resetAt.getTime() - Date.now()).toBeGreaterThan(3_500_000);
  });

  it('leave operations to each node, without a word to Redis', async () => {
    await here.spend('operationsPerCaller', 'ann');
    expect((await here.look('operationsPerCaller', 'ann')).remaining).toBe(2_999);
    expect((await there.look('operationsPerCaller', 'ann')).remaining).toBe(3_000);
    expect(await redis.ask('KEYS', '*operationsPerCaller*')).toEqual([]);
  });

  it('hold on, and hold tighter, while Redis is away', async () => {
    await redis.kill();
    expect(await passed('logInsPerAccount', 'cy', 50)).toBe(6);
    expect(await passed('operationsPerCaller', 'cy', 50)).toBe(50);
    await redis.restart();
    await expect.poll(async () => (await here.look('logInsPerAccount', 'dan')).limit).toBe(10);
  });
});

describe('an address counts', () => {
  const group = fc.nat(0xffff).map((number) => number.toString(16));
  const groups = (length: number) => fc.array(group, { minLength: length, maxLength: length });

  it('as itself in IPv4, also when it is written as IPv6', () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        (address) => addressKey(address) === address && addressKey(`::ffff:${address}`) === address,
      ),
    );
  });

  it('as its whole /64 network in IPv6, however it is written', () => {
    fc.assert(
      fc.property(groups(4), groups(4), groups(4), (network, host, other) => {
        const full = [...network, ...host].join(':');
        const short = new URL(`http://[${full}]`).hostname.slice(1, -1);
        const neighbour = [...network, ...other].join(':');
        return (
          addressKey(full) === network.join(':') &&
          addressKey(short) === addressKey(full) &&
          addressKey(neighbour) === addressKey(full)
        );
      }),
    );
  });

  it('by the network alone, whatever is left out', () => {
    expect(addressKey('::1')).toBe('0:0:0:0');
    expect(addressKey('::')).toBe('0:0:0:0');
    expect(addressKey('2001:db8::')).toBe('2001:db8:0:0');
    expect(addressKey('2001:db8::1:2:3:4:5')).toBe('2001:db8:0:1');
    expect(addressKey('fe80::1%eth0')).toBe('fe80:0:0:0');
  });
});
