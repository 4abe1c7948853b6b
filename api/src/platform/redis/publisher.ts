import { hasShards, type Commands } from './connection.ts';

export type Publisher = Readonly<{
  /** Sends it or drops it: never waits, never fails. */
  publish(channel: string, text: string): void;
  isUp(): boolean;
  counts(): Readonly<{ published: number; dropped: number }>;
}>;

/** Messages that Redis has not acknowledged yet. Beyond it Redis is slower than we are, and what waits only grows old. */
const UNDER_WAY_LIMIT = 5_000;

/** @param up can send from now on */
export function createPublisher(commands: Commands, up: () => void): Publisher {
  /** Whether Redis has shards; null until it is known, and while Redis is away. */
  let sharded: boolean | null = null;
  let underWay = 0;
  let published = 0;
  let dropped = 0;

  commands.on('ready', () => {
    learn().then(up, () => {});
  });
  commands.on('close', () => {
    sharded = null;
  });

  return {
    publish(channel, text) {
      if (sharded === null || underWay >= UNDER_WAY_LIMIT) {
        dropped += 1;
        return;
      }
      underWay += 1;
      send(channel, text, sharded)
        .then(
          () => (published += 1),
          () => (dropped += 1),
        )
        .finally(() => (underWay -= 1));
    },
    isUp: () => sharded !== null,
    counts: () => ({ published, dropped }),
  };

  function send(channel: string, text: string, toShard: boolean): Promise<unknown> {
    return toShard ? commands.spublish(channel, text) : commands.publish(channel, text);
  }

  /** Asks until there is an answer, or the connection has gone. */
  async function learn(): Promise<void> {
    while (commands.status === 'ready' && sharded === null) {
      sharded = await hasShards(commands).catch(() => null);
    }
  }
}
