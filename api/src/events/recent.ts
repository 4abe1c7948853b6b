import type { ChatEntry } from './entry.ts';

/** The newest entries of all chats that a node serves, as they were told. */
export type Recent = Readonly<{
  remember(entry: ChatEntry): void;
  /** The entry as it was told; null when it is not remembered. */
  find(chatId: string, seq: number): ChatEntry | null;
}>;

/** With what was made of each: some megabytes, and tens of them where everybody writes as long as may be. */
const ENTRIES_MAX = 1_024;
/** What was made of an entry shows the state of that time: it is not to be shown for long. */
const REMEMBERED_FOR_MS = 60_000;

/**
 * Who arrives is given the same objects that the others were told, so that what was made of them serves once more:
 * when a whole room comes back at once, nothing is computed anew.
 */
export function createRecent(): Recent {
  const entries = new Map<string, Readonly<{ entry: ChatEntry; until: number }>>();
  return {
    remember(entry) {
      const now = performance.now();
      entries.set(keyOf(entry.chatId, entry.seq), { entry, until: now + REMEMBERED_FOR_MS });
      // A Map keeps the order of insertion, which is that of age.
      for (const [oldest, { until }] of entries) {
        if (until > now && entries.size <= ENTRIES_MAX) return;
        entries.delete(oldest);
      }
    },
    find(chatId, seq) {
      const found = entries.get(keyOf(chatId, seq));
      return found && found.until > performance.now() ? found.entry : null;
    },
  };
}

function keyOf(chatId: string, seq: number): string {
  return `${chatId}:${seq}`;
}
