import type { Result } from 'ioredis';
import type { Leases } from '../leases.ts';
import type { Commands } from './connection.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    ruggineTake(key: string, holder: string, ttlMs: number): Result<number, Context>;
    ruggineDrop(key: string, holder: string): Result<number, Context>;
  }
}

/** Each key is a sorted set of its holders by the moment, on Redis' own clock, at which their hold runs out. */
const PRUNE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local before = redis.call('ZCARD', KEYS[1])`;

/** The key goes with its last holder, so that a key which exists is one which is held. */
const EXPIRE = `
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
if last then redis.call('PEXPIREAT', KEYS[1], last) end`;

const TAKE = `${PRUNE}
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])${EXPIRE}
if before == 0 then return 1 end
return 0`;

const DROP = `${PRUNE}
local dropped = redis.call('ZREM', KEYS[1], ARGV[1])${EXPIRE}
if dropped == 1 and before == 1 then return 1 end
return 0`;

/** Leases that all nodes see. They fail within some seconds when Redis is away, at once when that is known already. */
export function createRedisLeases(commands: Commands): Leases {
  commands.defineCommand('ruggineTake', { numberOfKeys: 1, lua: TAKE });
  commands.defineCommand('ruggineDrop', { numberOfKeys: 1, lua: DROP });

  return {
    async take(key, holder, ttlMs) {
      return (await commands.ruggineTake(keyOf(key), holder, ttlMs)) === 1;
    },
    async drop(key, holder) {
      return (await commands.ruggineDrop(keyOf(key), holder)) === 1;
    },
    async held(keys) {
      const there = await Promise.all(keys.map((key) => commands.exists(keyOf(key))));
      return new Set(keys.filter((_key, nth) => there[nth] === 1));
    },
  };
}

function keyOf(key: string): string {
  return `ruggine:lease:${key}`;
}
