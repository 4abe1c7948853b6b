import { feedOf, type Feed, type Relayed, type Sink } from '../events/feed.ts';
import type { Hub } from '../events/hub.ts';
import type { Broker } from '../platform/broker.ts';
import type { Database } from '../platform/database.ts';
import { createPresences, type Presences } from './presence.ts';
import { createSeating } from './seating.ts';
import { createTypists } from './typists.ts';
import { signalCodec, type ChatSignal, type Signal } from './signal.ts';

/** Beyond this much unsent data a socket is spared signals, long before it is closed for reading too slowly. */
const UNSENT_MAX_BYTES = 65_536;

type Ports = Readonly<{
  broker: Broker;
  database: Database;
  hub: Hub;
  /** Whether the node has too much to do: signals are the first to go. */
  isBusy: () => boolean;
  onError: (error: unknown) => void;
}>;

/** A device that listens. */
export type Subscriber = Readonly<{ userId: string; unsentBytes: () => number }>;

export type Signals = Readonly<{
  /** Tells the other members of a chat, those who listen now. */
  tell(signal: ChatSignal): void;
  /**
   * What a person may hear from now on, others' doings only; after a leave nothing of that chat. It begins with the person's
   * own presence, when everything is heard from then on. Lossy: nothing waits for a device that does not take it at once.
   */
  listen(subscriber: Subscriber): Feed<Signal>;
  presences: Presences;
  counts(): Readonly<{ sent: number; shed: number }>;
  close(): Promise<void>;
}>;

/** The lossy stream of one node: typing, positions, presence. Events do not depend on it. */
export function createSignals({ broker, database, hub, isBusy, onError }: Ports): Signals {
  const bus = broker.bus('signal', signalCodec);
  const presences = createPresences({
    database,
    leases: broker.leases,
    tell: (userIds, change) => {
      for (const userId of userIds) bus.publish(`user:${userId}`, change);
    },
    onError,
  });
  const seating = createSeating({ bus, database, hub, presences });
  const typists = createTypists();
  let sent = 0;
  let shed = 0;

  return { tell, listen, presences, counts: () => ({ sent, shed }), close };

  function tell(signal: ChatSignal): void {
    if (signal.kind === 'Typing' && !typists.allows(signal)) return;
    bus.publish(`chat:${signal.chatId}`, signal);
  }

  function listen(subscriber: Subscriber): Feed<Signal> {
    return feedOf({
      relay: (sink) => relay(subscriber, sink),
      typeOf: ({ kind }) => kind,
      laneOf: (signal) => ('chatId' in signal ? signal.chatId : signal.userId),
    });
  }

  function isSpared({ unsentBytes }: Subscriber): boolean {
    return isBusy() || unsentBytes() > UNSENT_MAX_BYTES;
  }

  function relay(subscriber: Subscriber, sink: Sink<Signal>): Relayed<Signal> {
    const { userId } = subscriber;
    let isOpen = false;
    let stopped = false;
    let stand = () => {};
    const offer = (signal: Signal) => {
      if (!isOpen || isSpared(subscriber)) return void shed++;
      sent++;
      sink.tell(signal);
    };
    return {
      before: begin(),
      stop() {
        stopped = true;
        stand();
      },
    };

    async function* begin(): AsyncGenerator<readonly Signal[], void> {
      stand = await seating.sit(userId, offer);
      if (stopped) return stand();
      yield [{ kind: 'PresenceChange', userId, presence: { online: true, lastSeenAt: null } }];
      isOpen = !stopped;
      if (isOpen) sink.open();
    }
  }

  async function close(): Promise<void> {
    seating.close();
    await presences.close();
  }
}
