import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBrokers, words } from '../../testing/brokers.ts';
import { startRedis, withoutRedis, type RedisServer } from '../../testing/redis.ts';
describe.skipIf(withoutRedis)('a broker over Redis', () => {
  let redis: RedisServer;
  const brokers = createBrokers();
  const node = () => brokers.open(redis.url);

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(() => brokers.closeAll());
  afterAll(() => redis.kill());

  it('carries messages from node to node, in order, on the channel they were meant for', async () => {
    const [here, there] = [(await node()).bus('words', words), (await node()).bus('words', words)];
    const heard: string[] = [];
    const elsewhere: string[] = [];
    await there.subscribe('a', (word) => heard.push(word)).ready;
    await there.subscribe('b', (word) => elsewhere.push(word)).ready;
    const said = Array.from({ length: 1_000 }, (_, nth) => `word ${nth}`);
    for (const word of said) here.publish('a', word);
    await expect.poll(() => heard.length).toBe(1_000);
    expect(heard).toEqual(said);
    expect(elsewhere).toEqual([]);
  });

  it('keeps buses apart', async () => {
    const [one, two] = [await node(), await node()];
    const wrong: string[] = [];
    const right: string[] = [];
    await two.bus('other', words).subscribe('a', (word) => wrong.push(word)).ready;
    await two.bus('words', words).subscribe('a', (word) => right.push(word)).ready;
    one.bus('words', words).publish('a', 'hello');
    await expect.poll(() => right).toEqual(['hello']);
    expect(wrong).toEqual([]);
  });

  it('tells its own listeners at once, and not again when the message comes back', async () => {
    const [one, two] = [await node(), await node()];
    const bus = one.bus('words', words);
    const heard: string[] = [];
    await bus.subscribe('a', (word) => heard.push(word)).ready;
    bus.publish('a', 'mine');
    expect(heard).toEqual(['mine']);
    const other = two.bus('words', words);
    const echo: string[] = [];
    await other.subscribe('a', (word) => echo.push(word)).ready;
    bus.publish('a', 'mine again');
    await expect.poll(() => echo).toEqual(['mine again']);
    other.publish('a', 'theirs');
    await expect.poll(() => heard).toEqual(['mine', 'mine again', 'theirs']);
  });

  it('hears a channel once however many listen, and no longer than the last of them', async () => {
    const [one, two] = [await node(), await node()];
    const bus = one.bus('words', words);
    const heard: string[] = [];
    const first = bus.subscribe('shared', (word) => heard.push(`first ${word}`));
    const second = bus.subscribe('shared', (word) => heard.push(`second ${word}`));
    await Promise.all([first.ready, second.ready]);
    two.bus('words', words).publish('shared', 'hello');
    await expect.poll(() => heard).toEqual(['first hello', 'second hello']);
    expect(one.counts().received).toBe(1);
    first.end();
    first.end();
    await first.ready;
    two.bus('words', words).publish('shared', 'again');
    await expect.poll(() => heard).toEqual(['first hello', 'second hello', 'second again']);
    expect(await subscribers('shared')).toBe(1);
    second.end();
    await expect.poll(() => subscribers('shared')).toBe(0);
  });

  it('is ready once Redis has acknowledged, also for a channel that was let go and taken again', async () => {
    const bus = (await node()).bus('words', words);
    bus.subscribe('again', () => {}).end();
    const hearing = bus.subscribe('again', () => {});
    await hearing.ready;
    expect(await subscribers('again')).toBe(1);
  });

  it('takes and lets go of five thousand channels in one go', async () => {
    const bus = (await node()).bus('words', words);
    const names = Array.from({ length: 5_000 }, (_, nth) => `many ${nth}`);
    const hearings = names.map((name) => bus.subscribe(name, () => {}));
    await Promise.all(hearings.map(({ ready }) => ready));
    expect(await channels()).toBe(5_000);
    for (const hearing of hearings) hearing.end();
    await expect.poll(channels).toBe(0);
  });

  it('takes no notice of what is not for it', async () => {
    const broker = await node();
    const bus = broker.bus<string>('words', {
      encode: (word) => word,
      decode: (text) => (text === 'null' ? null : String(JSON.parse(text))),
    });
    const heard: string[] = [];
    await bus.subscribe('a', (word) => heard.push(word)).ready;
    const tag = 'another-node-000';
    for (const text of ['', 'x', `${tag}not json`, `${tag}null`]) await redis.ask('SPUBLISH', 'ruggine:words:a', text);
    await redis.ask('SPUBLISH', 'ruggine:words:a', `${tag}"sense"`);
    await expect.poll(() => heard).toEqual(['sense']);
    expect(broker.counts().received).toBe(1);
  });

  async function subscribers(channel: string): Promise<unknown> {
    const answer = await redis.ask('PUBSUB', 'SHARDNUMSUB', `ruggine:words:${channel}`);
    return Array.isArray(answer) ? answer[1] : answer;
  }

  async function channels(): Promise<number> {
    const answer = await redis.ask('PUBSUB', 'SHARDCHANNELS');
    return Array.isArray(answer) ? answer.length : -1;
  }
});
