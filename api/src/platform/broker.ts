import { createLocalBus, type Bus, type Codec } from './bus.ts';
import { createLocalLeases, type Leases } from './leases.ts';

/** What the nodes share besides the database. */
export type Broker = Readonly<{
  /** A bus of messages of one kind. @param name unique to the kind */
  bus<Message>(name: string, codec: Codec<Message>): Bus<Message>;
  leases: Leases;
  /** local: there is one node only. away: the shared store cannot be reached at present. */
  state(): 'local' | 'connected' | 'away';
  close(): Promise<void>;
}>;

/** For a single node: everything stays in this process. */
export function createLocalBroker(): Broker {
  return { bus: createLocalBus, leases: createLocalLeases(), state: () => 'local', close: async () => {} };
}
