import { vi } from 'vitest';
import type { Broker } from '../platform/broker.ts';
import type { Codec } from '../platform/bus.ts';
import { createLog } from '../platform/log.ts';
import { openBroker } from '../platform/redis/broker.ts';

export const words: Codec<string> = { encode: (word) => word, decode: (text) => text };

export type Brokers = Readonly<{
  /** One node's broker, connected. */
  open(...urls: string[]): Promise<Broker>;
  closeAll(): Promise<void>;
}>;

export function createBrokers(): Brokers {
  const brokers: Broker[] = [];
  return {
    async open(...urls) {
      const broker = openBroker(urls, createLog('silent'));
      brokers.push(broker);
      await connected(broker);
      return broker;
    },
    async closeAll() {
      for (const broker of brokers.splice(0)) await broker.close();
    },
  };
}

export async function connected(broker: Broker): Promise<void> {
  await vi.waitUntil(() => broker.state() === 'connected', { timeout: 8_000 });
}
