import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signOn } from './testing/dial.ts';
import { listen } from './testing/listen.ts';
import type { Person } from './testing/person.ts';
import { startRedis, withoutRedis, type RedisServer } from './testing/redis.ts';
import { createVerbs, gather } from './testing/verbs.ts';
import { startWorld, type Node, type World } from './testing/world.ts';

const CONNECTED = { status: 'ok', redis: 'connected' };
/** Long before a node looks into the log for what the bus has lost. */
const LIVE_MS = 1_000;

describe.skipIf(withoutRedis)('two nodes and a Redis', () => {
  let redis: RedisServer;
  let world: World;
  let other: Node;
  let ann: Person;
  let bob: Person;
  let chatId: string;

  beforeAll(async () => {
    redis = await startRedis();
    world = await startWorld({ REDIS_URL: redis.url });
    other = await world.another();
    [ann, bob] = await Promise.all([world.person('ann'), world.person('bob')]);
    chatId = await gather(world.ask, ann, bob);
  });
  afterAll(async () => {
    await world.close();
    await redis.kill();
  });

  it('show on one what was sent on the other, live, with Redis and again after its death', async () => {
    const does = createVerbs(world.ask);
    const live = await listen(other.url, bob);
    await expect.poll(() => heardChannels('chat')).toBe(1);
    for (const text of ['hello', 'over there']) {
      const began = performance.now();
      const { sent } = await does.say(ann, chatId, text);
      await live.until(({ seq }) => seq === sent?.seq);
      expect(performance.now() - began).toBeLessThan(LIVE_MS);
    }
    await redis.kill();
    await expect.poll(() => readiness(other.url)).toEqual({ status: 'ok', redis: 'away' });
    const unheard = await does.say(ann, chatId, 'while Redis is away');
    expect(unheard.sent?.text).toBe('while Redis is away');
    await redis.restart();
    for (const { url } of [world, other]) {
      await expect.poll(() => readiness(url), { timeout: 8_000 }).toEqual(CONNECTED);
    }
    const { sent } = await does.say(ann, chatId, 'and back');
    await live.until(({ seq }) => seq === sent?.seq);
    expect(live.heard.map(({ seq }) => seq)).toContain(unheard.sent?.seq);
    await live.stop();
  });

  it('end the sockets of a session on one when it ends on the other, within a second', async () => {
    const laptop = await world.device(bob);
    const line = await signOn(other.url, laptop.token);
    await expect.poll(() => heardChannels('user')).toBe(1);
    const began = performance.now();
    await world.ask(laptop, 'mutation { logOut { __typename } }');
    expect((await line.closed).code).toBe(4401);
    expect(performance.now() - began).toBeLessThan(LIVE_MS);
  });

  it('count log-ins together', async () => {
    const strict = { REDIS_URL: redis.url, RATE_LIMIT_FACTOR: '1' };
    const first = await world.another(strict);
    const second = await world.another(strict);
    for (const { url } of [first, second]) await expect.poll(() => readiness(url)).toEqual(CONNECTED);
    const logIn = 'mutation ($input: LogInInput!) { logIn(input: $input) { __typename } }';
    const input = { username: 'nobody.here', password: 'not the password' };
    for (const { app } of [first, second]) {
      for (let nth = 0; nth < 4; nth++) await app.services.limits.spend('logInsPerAccount', input.username);
    }
    const answers = [];
    for (let nth = 0; nth < 4; nth++) {
      const { errors } = await (nth % 2 === 0 ? first : second).ask.whole(null, logIn, { input });
      answers.push(errors?.[0]?.extensions['code'] ?? 'answered');
    }
    expect(answers).toEqual(['answered', 'answered', 'RATE_LIMITED', 'RATE_LIMITED']);
  });

  it('show in their metrics how they get on', async () => {
    const text = await (await fetch(`${other.url}/metrics`)).text();
    expect(text).toMatch(/^ruggine_redis_up 1$/m);
    expect(text).toMatch(/^ruggine_bus_received_total [1-9]\d*$/m);
    expect(text).toMatch(/^ruggine_bus_dropped_total \d+$/m);
    expect(await (await fetch(`${world.url}/metrics`)).text()).toMatch(/^ruggine_bus_published_total [1-9]\d*$/m);
  });

  async function heardChannels(kind: string): Promise<number> {
    const answer = await redis.ask('PUBSUB', 'SHARDCHANNELS', `ruggine:log:${kind}:*`);
    return Array.isArray(answer) ? answer.length : -1;
  }
});

async function readiness(url: string): Promise<unknown> {
  return (await fetch(`${url}/readyz`)).json();
}
