import { createLocalBus, type Bus, type Codec, type Hearing } from '../bus.ts';
import type { Publisher } from './publisher.ts';
import type { Subscriptions } from './subscriptions.ts';

type Wires = Readonly<{
  publisher: Publisher;
  subscriptions: Subscriptions;
  onGap(listener: () => void): () => void;
  /** Counts a message of another node. */
  received(): void;
}>;

/** Precedes each message: a node hears its own messages at once, and not again when Redis brings them back. */
const TAG_LENGTH = 16;

export function createTag(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, TAG_LENGTH);
}

/** The bus of a node among others. What it tells reaches its own listeners as on a single node, Redis or not. */
export function createRedisBus<Message>(name: string, codec: Codec<Message>, tag: string, wires: Wires): Bus<Message> {
  const { publisher, subscriptions, onGap, received } = wires;
  const local = createLocalBus<Message>();
  const open = new Map<string, { ready: Promise<void>; listeners: number }>();
  const wireName = (channel: string) => `ruggine:${name}:${channel}`;

  return {
    publish(channel, message) {
      publisher.publish(wireName(channel), tag + codec.encode(message));
      local.publish(channel, message);
    },
    subscribe(channel, hear): Hearing {
      const hearing = local.subscribe(channel, hear);
      const known = open.get(channel);
      const wire = known ?? { ready: subscriptions.open(wireName(channel), from(channel)), listeners: 0 };
      open.set(channel, wire);
      wire.listeners += 1;
      let ended = false;
      return {
        ready: wire.ready,
        end() {
          if (ended) return;
          ended = true;
          hearing.end();
          wire.listeners -= 1;
          if (wire.listeners > 0) return;
          open.delete(channel);
          subscriptions.shut(wireName(channel));
        },
      };
    },
    onGap,
  };

  function from(channel: string): (text: string) => void {
    return (text) => {
      if (text.startsWith(tag)) return;
      const message = read(text.slice(TAG_LENGTH));
      if (message === null) return;
      received();
      local.publish(channel, message);
    };
  }

  /** Anybody may write into a Redis: what makes no sense is no message. */
  function read(text: string): Message | null {
    try {
      return codec.decode(text);
    } catch {
      return null;
    }
  }
}
