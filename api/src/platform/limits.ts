import { isIPv6 } from 'node:net';
import type { Cluster, Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Too many tries. The caller may try again after some seconds. */
export class RateLimited extends Error {
  readonly retryAfter: number;

  /** @param retryAfter seconds */
  constructor(retryAfter: number) {
    super(`Too many tries. Try again in ${retryAfter} s.`);
    this.retryAfter = retryAfter;
  }
}

export type Budget = Readonly<{ limit: number; remaining: number; resetAt: Date }>;

/** Counters of what may be tried how often. */
export type Limits = Readonly<{
  /** Counts one try. @throws {RateLimited} when there is none left */
  spend(name: LimitName, key: string): Promise<void>;
  /** Gives one try back: for those that turned out to be honest. */
  giveBack(name: LimitName, key: string): Promise<void>;
  /** What is left, without counting. */
  look(name: LimitName, key: string): Promise<Budget>;
}>;

/** Tries per duration. Failed log-ins count by account and by address; those that succeed are given back. */
const LIMITS = {
  /** Counted by each node for itself: a round trip to Redis for every operation would cost more than what it protects. */
  operationsPerCaller: { points: 3_000, seconds: 60 },
  logInsPerAccount: { points: 10, seconds: 300 },
  logInsPerAddress: { points: 60, seconds: 300 },
  registrationsPerAddress: { points: 20, seconds: 3_600 },
  lookUpsPerUser: { points: 60, seconds: 60 },
  invitationsPerUser: { points: 200, seconds: 3_600 },
  pushRegistrationsPerUser: { points: 60, seconds: 3_600 },
  pushTestsPerUser: { points: 10, seconds: 60 },
} as const;

export type LimitName = keyof typeof LIMITS;

type Limiter = RateLimiterMemory | RateLimiterRedis;

/** Without Redis each node counts for itself: so it allows a part only, which three nodes together make a whole of. */
const PART_WITHOUT_REDIS = 1 / 3;

/**
 * @param factor multiplies all of them
 * @param redis where the nodes count together, all but the operations; without it, and while it is away, each process counts for itself
 */
export function createLimits(factor: number, redis: Redis | Cluster | null = null): Limits {
  const limiters = new Map<LimitName, Limiter>();
  for (const name of limitNames()) limiters.set(name, createLimiter(name, factor, redis));
  return { spend, giveBack, look };

  async function spend(name: LimitName, key: string): Promise<void> {
    try {
      await of(name).consume(key);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new RateLimited(Math.max(1, Math.ceil(error.msBeforeNext / 1_000)));
      throw error;
    }
  }

  async function giveBack(name: LimitName, key: string): Promise<void> {
    await of(name).reward(key);
  }

  async function look(name: LimitName, key: string): Promise<Budget> {
    const limiter = of(name);
    const state = await limiter.get(key);
    const resetInMs = state ? state.msBeforeNext : limiter.duration * 1_000;
    return {
      limit: limiter.points,
      remaining: Math.max(0, state ? state.remainingPoints : limiter.points),
      resetAt: new Date(Date.now() + resetInMs),
    };
  }

  function of(name: LimitName): Limiter {
    const limiter = limiters.get(name);
    if (!limiter) throw new Error(`no limit ${name}`);
    return limiter;
  }
}

function createLimiter(name: LimitName, factor: number, redis: Redis | Cluster | null): Limiter {
  const { points, seconds } = LIMITS[name];
  const own = { keyPrefix: name, points: points * factor, duration: seconds };
  if (!redis || name === 'operationsPerCaller') return new RateLimiterMemory(own);
  const fewer = Math.max(1, Math.floor(own.points * PART_WITHOUT_REDIS));
  return new RateLimiterRedis({
    ...own,
    keyPrefix: `ruggine:limit:${name}`,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory({ ...own, points: fewer }),
  });
}

function limitNames(): LimitName[] {
  return [
    'operationsPerCaller',
    'logInsPerAccount',
    'logInsPerAddress',
    'registrationsPerAddress',
    'lookUpsPerUser',
    'invitationsPerUser',
    'pushRegistrationsPerUser',
    'pushTestsPerUser',
  ];
}

/** What limits count by: an IPv4 address, or the /64 network of an IPv6 one, for its owner has all of it. */
export function addressKey(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const middle = plain.includes('::')
    ? Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
    : [];
  return [...front, ...middle, ...back].slice(0, 4).join(':');
}
