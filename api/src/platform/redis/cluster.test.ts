import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connected, createBrokers, words } from '../../testing/brokers.ts';
import { startCluster, withoutCluster, type RedisServer } from '../../testing/redis.ts';
import type { Broker } from '../broker.ts';

/** Enough names to lie on all three masters. */
const NAMES = Array.from({ length: 300 }, (_, nth) => `channel ${nth}`);

describe.skipIf(withoutCluster)('a broker over a Redis Cluster of three masters', () => {
  const brokers = createBrokers();
  let masters: readonly RedisServer[];
  let one: Broker;
  let two: Broker;

  beforeAll(async () => {
    masters = await startCluster();
    const urls = masters.map(({ url }) => url);
    one = await brokers.open(...urls);
    two = await brokers.open(...urls.toReversed());
  });
  afterAll(async () => {
    await brokers.closeAll();
    for (const master of masters) await master.kill();
  });

  it('carries messages by way of the shard of their channel', async () => {
    const heard = new Set<string>();
    const bus = two.bus('words', words);
    const hearings = NAMES.map((name) => bus.subscribe(name, (word) => heard.add(`${name}: ${word}`)));
    await Promise.all(hearings.map(({ ready }) => ready));
    const shares = await Promise.all(masters.map(channelsOf));
    expect(Math.min(...shares)).toBeGreaterThan(0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(NAMES.length);
    for (const name of NAMES) one.bus('words', words).publish(name, 'hello');
    await expect.poll(() => heard.size).toBe(NAMES.length);
    for (const hearing of hearings) hearing.end();
    await expect.poll(async () => Promise.all(masters.map(channelsOf))).toEqual([0, 0, 0]);
  });

  it('shares leases and limits', async () => {
    for (const key of NAMES.slice(0, 20)) {
      expect(await one.leases.take(key, 'phone', 60_000)).toBe(true);
      expect(await two.leases.take(key, 'desk', 60_000)).toBe(false);
    }
    expect(await two.leases.held(NAMES)).toEqual(new Set(NAMES.slice(0, 20)));
    const [here, there] = [one.limits(1), two.limits(1)];
    for (let nth = 0; nth < 5; nth++) {
      await here.spend('logInsPerAccount', 'ann');
      await there.spend('logInsPerAccount', 'ann');
    }
    await expect(here.spend('logInsPerAccount', 'ann')).rejects.toThrow('Too many tries');
    expect(await there.look('logInsPerAccount', 'bob')).toMatchObject({ remaining: 10 });
  });

  it('follows slots that move to another master', async () => {
    const [from, to] = await ownersOf('moving');
    const heard: string[] = [];
    const gap = new Promise<void>((resolve) => two.bus('words', words).onGap(resolve));
    await two.bus('words', words).subscribe('moving', (word) => heard.push(word)).ready;
    expect(await channelsOf(from)).toBe(1);
    const slot = Number(await from.ask('CLUSTER', 'KEYSLOT', 'ruggine:words:moving'));
    const id = String(await to.ask('CLUSTER', 'MYID'));
    for (const master of [to, from]) await master.ask('CLUSTER', 'SETSLOT', slot, 'NODE', id);
    await gap;
    await expect.poll(() => channelsOf(to), { timeout: 10_000 }).toBe(1);
    await expect
      .poll(() => {
        one.bus('words', words).publish('moving', 'hello');
        return heard;
      })
      .toContain('hello');
  });

  it('notices a master that does not answer, and tells of the gap when it does again', async () => {
    const [silent] = await ownersOf('moving');
    silent.freeze();
    await expect.poll(two.state, { timeout: 10_000 }).toBe('away');
    const gap = new Promise<void>((resolve) => two.bus('words', words).onGap(resolve));
    silent.thaw();
    await gap;
    await connected(two);
  });

  /** The master that has a channel of the words, and another one. */
  async function ownersOf(channel: string): Promise<[RedisServer, RedisServer]> {
    for (const master of masters) {
      const answer = await master.ask('SPUBLISH', `ruggine:words:${channel}`, '').catch(() => null);
      const other = masters.find((one) => one !== master);
      if (answer !== null && other) return [master, other];
    }
    throw new Error('no master has the slot');
  }
});

async function channelsOf(master: RedisServer): Promise<number> {
  const answer = await master.ask('PUBSUB', 'SHARDCHANNELS', 'ruggine:words:*');
  return Array.isArray(answer) ? answer.length : -1;
}
