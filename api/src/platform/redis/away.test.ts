import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connected, createBrokers, words } from '../../testing/brokers.ts';
import { startRedis, withoutRedis, type RedisServer } from '../../testing/redis.ts';
import type { Broker } from '../broker.ts';

const NOTICED_WITHIN_MS = 10_000;

describe.skipIf(withoutRedis)('a broker whose Redis goes away', () => {
  const brokers = createBrokers();
  let redis: RedisServer;
  let one: Broker;
  let two: Broker;

  beforeEach(async () => {
    redis = await startRedis();
    one = await brokers.open(redis.url);
    two = await brokers.open(redis.url);
  });
  afterEach(async () => {
    await brokers.closeAll();
    await redis.kill();
  });

  it('hears the same channels again when Redis comes back empty, and tells of the gap', async () => {
    const heard: string[] = [];
    const bus = two.bus('words', words);
    await bus.subscribe('a', (word) => heard.push(word)).ready;
    const gap = gapOf(two);
    await redis.kill();
    await expect.poll(two.state).toBe('away');
    await redis.restart();
    await gap;
    for (const broker of [one, two]) await connected(broker);
    one.bus('words', words).publish('a', 'after');
    await expect.poll(() => heard).toEqual(['after']);
  });

  it('notices a Redis that does not answer, and a Redis that answers again', async () => {
    const heard: string[] = [];
    await two.bus('words', words).subscribe('a', (word) => heard.push(word)).ready;
    redis.freeze();
    const states = () => [one.state(), two.state()];
    await expect.poll(states, { timeout: NOTICED_WITHIN_MS }).toEqual(['away', 'away']);
    const gap = gapOf(two);
    redis.thaw();
    await gap;
    await connected(one);
    one.bus('words', words).publish('a', 'after');
    await expect.poll(() => heard).toContain('after');
  });

  it('is told of a gap when Redis cuts off a subscriber that reads too slowly', async () => {
    const heard: string[] = [];
    await two.bus('words', words).subscribe('a', (word) => heard.push(word)).ready;
    const gap = gapOf(two);
    await redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await gap;
    one.bus('words', words).publish('a', 'after');
    await expect.poll(() => heard).toEqual(['after']);
  });

  it('goes on by itself: its own listeners hear, others are dropped, nothing is kept', async () => {
    await redis.kill();
    await expect.poll(one.state).toBe('away');
    const bus = one.bus('words', words);
    let heard = 0;
    const hearing = bus.subscribe('a', () => (heard += 1));
    await hearing.ready;
    for (let nth = 0; nth < 200_000; nth++) bus.publish('a', `word ${nth} ${'x'.repeat(200)}`);
    expect(heard).toBe(200_000);
    expect(one.counts()).toMatchObject({ published: 0, dropped: 200_000 });
  });

  it('keeps no more than a bounded number of messages for a Redis that does not answer', async () => {
    redis.freeze();
    const bus = one.bus('words', words);
    for (let nth = 0; nth < 50_000; nth++) bus.publish('a', 'x'.repeat(200));
    expect(one.counts().dropped).toBeGreaterThanOrEqual(45_000);
    await expect.poll(() => one.counts().dropped, { timeout: NOTICED_WITHIN_MS }).toBe(50_000);
    redis.thaw();
    await connected(one);
    bus.publish('a', 'through');
    await expect.poll(() => one.counts().published).toBe(1);
  });

  it('hears a channel that was taken in the meantime once Redis is back', async () => {
    await redis.kill();
    await expect.poll(two.state).toBe('away');
    const heard: string[] = [];
    await two.bus('words', words).subscribe('new', (word) => heard.push(word)).ready;
    const gap = gapOf(two);
    await redis.restart();
    await gap;
    await connected(one);
    one.bus('words', words).publish('new', 'hello');
    await expect.poll(() => heard).toEqual(['hello']);
  });
});

describe.skipIf(withoutRedis)('a Redis from before shards and RESP3', () => {
  const brokers = createBrokers();

  it('carries messages as well, and its lines outlive a ping', async () => {
    const hidden = ['HELLO', 'SPUBLISH', 'SSUBSCRIBE', 'SUNSUBSCRIBE'].flatMap((name) => [
      '--rename-command',
      name,
      '',
    ]);
    const redis = await startRedis(...hidden);
    const [one, two] = [await brokers.open(redis.url), await brokers.open(redis.url)];
    const heard: string[] = [];
    const gone = two.bus('words', words).subscribe('b', () => {});
    await two.bus('words', words).subscribe('a', (word) => heard.push(word)).ready;
    gone.end();
    const pinged = async () => String(await redis.ask('CLIENT', 'LIST', 'TYPE', 'pubsub'));
    await expect.poll(pinged, { timeout: 8_000 }).toContain('cmd=ping');
    one.bus('words', words).publish('a', 'hello');
    await expect.poll(() => heard).toEqual(['hello']);
    expect(await redis.ask('PUBSUB', 'CHANNELS')).toEqual(['ruggine:words:a']);
    await brokers.closeAll();
    await redis.kill();
  });
});

/** Resolves with the next gap that the broker tells of. */
function gapOf(broker: Broker): Promise<void> {
  return new Promise((resolve) => {
    const end = broker.bus('words', words).onGap(() => {
      end();
      resolve();
    });
  });
}
