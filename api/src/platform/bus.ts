/** Carries short messages between the parts of a node, and between nodes. It may lose, repeat and reorder: a hint, never the truth. */
export type Bus<Message> = Readonly<{
  publish(channel: string, message: Message): void;
  /** @returns ends the subscription */
  subscribe(channel: string, hear: (message: Message) => void): () => void;
}>;

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
      return () => {
        listeners.delete(hear);
        if (listeners.size === 0 && channels.get(channel) === listeners) channels.delete(channel);
      };
    },
  };
}
