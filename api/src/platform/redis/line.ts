import type { Redis } from 'ioredis';
import { hangUp, hasShards, keepAlive } from './connection.ts';

/** One connection that hears channels. It comes back by itself and then hears the same again. */
export type Line = Readonly<{
  /** Hears these, too. Resolves once Redis has acknowledged it, and at once while Redis is away. */
  hold(channels: readonly string[]): Promise<void>;
  release(channels: readonly string[]): void;
  isUp(): boolean;
  close(): void;
}>;

export type LineEvents = Readonly<{
  heard(channel: string, text: string): void;
  /** It hears all of its channels, after a time in which it heard none. */
  up(): void;
  down(reason: string): void;
  /** Some channels live elsewhere by now. */
  moved(): void;
}>;

/** Names per command: long enough to save round trips, short enough not to hold up what is in between. */
const AT_A_TIME = 500;

const ENDED = 'the connection ended';

/** @param slotOf the shard slot of a channel: names of different slots do not go into one command */
export function openLine(redis: Redis, slotOf: (channel: string) => number, events: LineEvents): Line {
  const held = new Set<string>();
  /** Whether this connection speaks of shards; null until it is known, and while there is none. */
  let sharded: boolean | null = null;
  let up = false;
  let reason = ENDED;
  let connections = 0;

  redis.on('ready', () => {
    reason = ENDED;
    resume(++connections).catch(() => hangUp(redis));
  });
  redis.on('close', () => {
    sharded = null;
    up = false;
    events.down(reason);
  });
  redis.on('error', (error: Error) => {
    reason = error.message;
  });
  redis.on('moved', events.moved);
  redis.on('smessage', events.heard);
  redis.on('message', events.heard);
  const rest = keepAlive(redis);

  return {
    async hold(channels) {
      for (const channel of channels) held.add(channel);
      await subscribe(channels).catch(() => {});
    },
    release(channels) {
      for (const channel of channels) held.delete(channel);
      if (sharded === null) return;
      for (const names of portions(channels)) {
        const done = sharded ? redis.sunsubscribe(...names) : redis.unsubscribe(...names);
        done.catch(() => {});
      }
    },
    isUp: () => up,
    close() {
      rest();
      redis.disconnect();
    },
  };

  async function resume(connection: number): Promise<void> {
    const known = await hasShards(redis);
    if (connection !== connections || redis.status !== 'ready') return;
    sharded = known;
    await subscribe([...held]);
    if (connection !== connections || redis.status !== 'ready') return;
    up = true;
    events.up();
  }

  /** A refusal ends the connection: the next one tries all again. But for a channel that has moved, there is a better place. */
  async function subscribe(channels: readonly string[]): Promise<void> {
    if (sharded === null) return;
    const isSharded = sharded;
    await Promise.all(
      portions(channels).map(async (names) => {
        const done = isSharded ? redis.ssubscribe(...names) : redis.subscribe(...names);
        await done.catch((error: Error) => {
          if (error.message.startsWith('MOVED')) return;
          reason = error.message;
          hangUp(redis);
          throw error;
        });
      }),
    );
  }

  function portions(channels: readonly string[]): string[][] {
    const portions: string[][] = [];
    for (const names of Map.groupBy(channels, slotOf).values()) {
      for (let from = 0; from < names.length; from += AT_A_TIME) portions.push(names.slice(from, from + AT_A_TIME));
    }
    return portions;
  }
}
