import type { Broker } from './broker.ts';
import type { Bus } from './bus.ts';

const SHARE = 0.1;
const LATE_MS = 300;

/** A broker that loses, repeats and delays a tenth each of what is published: all that a bus is allowed to do. */
export function unreliable(broker: Broker): Broker {
  return {
    ...broker,
    bus(name, codec) {
      return mistreat(broker.bus(name, codec));
    },
  };
}

function mistreat<Message>(bus: Bus<Message>): Bus<Message> {
  return {
    ...bus,
    publish(channel, message) {
      const fate = Math.random();
      if (fate < SHARE) return;
      if (fate < 2 * SHARE) setTimeout(() => bus.publish(channel, message), Math.random() * LATE_MS).unref();
      else bus.publish(channel, message);
      if (fate > 1 - SHARE) bus.publish(channel, message);
    },
  };
}
