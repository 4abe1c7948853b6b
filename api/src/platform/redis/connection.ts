import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** What commands are sent through. */
export type Commands = Redis | Cluster;

/** Redis answers within milliseconds: what takes this long will not come. */
const ANSWER_WITHIN_MS = 2_500;
/** With three of these a line that leads nowhere is noticed within six seconds. */
const PING_EVERY_MS = 2_000;
/** One may be late because we were busy ourselves. */
const UNANSWERED_LIMIT = 2;
const RECONNECT_WITHIN_MS = 2_000;
/** A server that does not answer will not say goodbye either. */
const FAREWELL_MS = 100;

/** Nothing is kept for later: what cannot be sent now is told to whoever wanted to send it. */
const HEARING = {
  connectTimeout: ANSWER_WITHIN_MS,
  disconnectTimeout: FAREWELL_MS,
  retryStrategy: backoff,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
} satisfies RedisOptions;

/** Who asks something wants to know soon; a subscription is good whenever it is acknowledged. */
const ASKING = { ...HEARING, commandTimeout: ANSWER_WITHIN_MS };

/** Where Redis is. */
export type Server = Readonly<{
  commands: Commands;
  /** One more connection, for hearing. @param node host and port of a node, as its cluster calls it */
  connect(node?: string): Redis;
}>;

/** @param urls one of a single Redis, several of nodes of a Redis Cluster, which name the others */
export function reachServer(urls: readonly string[]): Server {
  const [first = '', ...others] = urls;
  if (others.length === 0) return { commands: new Redis(first, ASKING), connect: () => new Redis(first, HEARING) };
  const account = accountOf(first);
  return {
    commands: connectCluster(urls, { ...ASKING, ...account }),
    connect(node = '') {
      const colon = node.lastIndexOf(':');
      return new Redis({ ...HEARING, ...account, host: node.slice(0, colon), port: Number(node.slice(colon + 1)) });
    },
  };
}

/** Asks again and again whether the other side is still there, and dials anew when it is not. @returns ends it */
export function keepAlive(commands: Commands): () => void {
  const unanswered = new WeakMap<Redis, number>();
  const timer = setInterval(() => {
    for (const redis of commands instanceof Redis ? [commands] : commands.nodes('all')) check(redis);
  }, PING_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);

  /** A connection may also hang while it is being made, by a server that accepts and does not answer. */
  function check(redis: Redis): void {
    const before = unanswered.get(redis) ?? 0;
    unanswered.delete(redis);
    if (redis.status !== 'ready' && redis.status !== 'connect') return;
    if (before >= UNANSWERED_LIMIT) return redis.disconnect(true);
    unanswered.set(redis, before + 1);
    if (redis.status !== 'ready') return;
    redis.ping().then(
      () => unanswered.delete(redis),
      () => {},
    );
  }
}

/** Ends a connection that is of no use. It is dialled anew. */
export function hangUp(redis: Redis): void {
  if (redis.status === 'ready') redis.disconnect(true);
}

/** Whether channels can belong to shards (Redis 7): then a message goes to the nodes that hear it only. */
export async function hasShards(commands: Commands): Promise<boolean> {
  try {
    const answer = await commands.call('COMMAND', 'INFO', 'SPUBLISH');
    return Array.isArray(answer) && Array.isArray(answer[0]);
  } catch (error) {
    // Redis itself said no, as one does that keeps COMMAND to itself: go on with what every Redis has.
    if (error instanceof Error && error.name === 'ReplyError') return false;
    throw error;
  }
}

function connectCluster(urls: readonly string[], redisOptions: typeof ASKING): Cluster {
  return new Cluster([...urls], {
    redisOptions,
    clusterRetryStrategy: backoff,
    enableOfflineQueue: false,
    slotsRefreshTimeout: ANSWER_WITHIN_MS,
    slotsRefreshInterval: PING_EVERY_MS,
    maxRedirections: 4,
  });
}

/** The nodes that a cluster names come without an account: all have the same. */
function accountOf(url: string) {
  const { username, password, protocol } = new URL(url);
  return {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}

/** Full jitter, so that many nodes do not come back in the same moment. */
function backoff(attempt: number): number {
  return Math.ceil(Math.random() * Math.min(RECONNECT_WITHIN_MS, 100 * 2 ** Math.min(attempt, 10)));
}
