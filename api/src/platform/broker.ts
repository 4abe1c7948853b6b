import { createLocalBus, type Bus, type Codec } from './bus.ts';
import { createLocalLeases, type Leases } from './leases.ts';
import { createLimits, type Limits } from './limits.ts';

/** What the nodes share besides the database. */
export type Broker = Readonly<{
  /** A bus of messages of one kind. @param name unique to the kind */
  bus<Message>(name: string, codec: Codec<Message>): Bus<Message>;
  leases: Leases;
  /** Limits that the nodes count together. @param factor multiplies all of them */
  limits(factor: number): Limits;
  /** local: there is one node only. away: the shared store cannot be reached at present. */
  state(): 'local' | 'connected' | 'away';
  /** Messages that went to other nodes, that could not be sent, and that came from other nodes. */
  counts(): Readonly<{ published: number; dropped: number; received: number }>;
  close(): Promise<void>;
}>;

/** For a single node: everything stays in this process. */
export function createLocalBroker(): Broker {
  return {
    bus: createLocalBus,
    leases: createLocalLeases(),
    limits: createLimits,
    state: () => 'local',
    counts: () => ({ published: 0, dropped: 0, received: 0 }),
    close: async () => {},
  };
}
