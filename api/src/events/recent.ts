import type { ChatEntry } from './entry.ts';

/** The newest entries of all chats that a node serves, as they were told. */
export type Recent = Readonly<{
  remember(entry: ChatEntry): void;
  /** The entry as it was told; null when it is not remembered. */
  find(chatId: string, seq: number): ChatEntry | null;
}>;

const ENTRIES_MAX = 4_096;

/**
 * Who arrives is given the same objects that the others were told, so that what was made of them serves once more:
 * when a whole room comes back at once, nothing is computed anew.
 */
export function createRecent(limit = ENTRIES_MAX): Recent {
  const entries = new Map<string, ChatEntry>();
  return {
    remember(entry) {
      entries.set(keyOf(entry.chatId, entry.seq), entry);
      if (entries.size <= limit) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        return;
      }
    },
    find: (chatId, seq) => entries.get(keyOf(chatId, seq)) ?? null,
  };
}

function keyOf(chatId: string, seq: number): string {
  return `${chatId}:${seq}`;
}
