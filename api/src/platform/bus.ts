/** Carries short messages between the parts of a node, and between nodes. It may lose, repeat and reorder: a hint, never the truth. */
export type Bus<Message> = Readonly<{
  /** Tells whoever hears the channel, on every node. Never fails: what cannot be told is lost. */
  publish(channel: string, message: Message): void;
  /** Begins to hear a channel. */
  subscribe(channel: string, hear: (message: Message) => void): Hearing;
  /** Calls when messages may have been lost, e.g. after the connection was away. @returns ends it */
  onGap(listener: () => void): () => void;
}>;

export type Hearing = Readonly<{
  /** Resolves once everything published from then on is heard, or once it is known that it cannot be: a gap is then told later. */
  ready: Promise<void>;
  end(): void;
}>;

/** How messages are written for other nodes. What cannot be read is null: it came from another version. */
export type Codec<Message> = Readonly<{
  encode(message: Message): string;
  decode(text: string): Message | null;
}>;

const READY = Promise.resolve();

/** The bus of a single node: calls the listeners at once, in the order in which they came. */
export function createLocalBus<Message>(): Bus<Message> {
  const channels = new Map<string, Set<(message: Message) => void>>();
  return {
    publish(channel, message) {
      for (const hear of channels.get(channel) ?? []) hear(message);
    },
    subscribe(channel, hear) {
      const listeners = channels.get(channel) ?? new Set();
      channels.set(channel, listeners.add(hear));
      return {
        ready: READY,
        end() {
          listeners.delete(hear);
          if (listeners.size === 0 && channels.get(channel) === listeners) channels.delete(channel);
        },
      };
    },
    onGap: () => () => {},
  };
}
