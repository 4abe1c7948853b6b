import { createLocalBroker, type Broker } from '../broker.ts';
import { createLimits } from '../limits.ts';
import type { Logger } from '../log.ts';
import { createRedisBus, createTag } from './bus.ts';
import { keepAlive, reachServer } from './connection.ts';
import { createRedisLeases } from './leases.ts';
import { createPublisher } from './publisher.ts';
import { openSubscriptions } from './subscriptions.ts';

/** @param urls none for a single node, one of a Redis, several of a Redis Cluster */
export function openBroker(urls: readonly string[], logger: Logger): Broker {
  return urls.length === 0 ? createLocalBroker() : createRedisBroker(urls, logger);
}

/** What the nodes share by way of Redis. It is a hint: without it each node goes on by itself and by the database. */
function createRedisBroker(urls: readonly string[], logger: Logger): Broker {
  const server = reachServer(urls);
  const { commands } = server;
  const gapListeners = new Set<() => void>();
  const tag = createTag();
  let received = 0;
  let told: 'connected' | 'away' | null = null;

  const publisher = createPublisher(commands, () => tell());
  const subscriptions = openSubscriptions(server, {
    gap() {
      tell();
      for (const listener of gapListeners) listener();
    },
    down: tell,
  });
  commands.on('close', () => tell('the connection ended'));
  commands.on('error', ({ message }: Error) => tell(message));
  const rest = keepAlive(commands);
  const wires = { publisher, subscriptions, onGap, received: () => (received += 1) };

  return {
    bus: (name, codec) => createRedisBus(name, codec, tag, wires),
    leases: createRedisLeases(commands),
    limits: (factor) => createLimits(factor, commands),
    state,
    counts: () => ({ ...publisher.counts(), received }),
    async close() {
      told = 'away';
      rest();
      subscriptions.close();
      commands.disconnect();
    },
  };

  function state(): 'connected' | 'away' {
    return publisher.isUp() && subscriptions.isUp() ? 'connected' : 'away';
  }

  /**
   * One line in the log for each time that Redis goes or comes, however often it is tried in between.
   * @param reason why it went; not all of what a broker needs comes at once
   */
  function tell(reason?: string): void {
    const now = state();
    if (now === told || (now === 'away' && reason === undefined)) return;
    told = now;
    if (now === 'connected') logger.info('Redis is reached');
    else logger.warn({ reason }, 'Redis cannot be reached: the nodes hear of each other through the database only');
  }

  function onGap(listener: () => void): () => void {
    gapListeners.add(listener);
    return () => gapListeners.delete(listener);
  }
}
