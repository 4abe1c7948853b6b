import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey, createLimits, RateLimited } from './limits.ts';

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
