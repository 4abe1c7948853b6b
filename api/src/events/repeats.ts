import type { LogEntry } from './entry.ts';

/** Tells the entries that were told already from new ones. Bounded by the chats and the personal entries told. */
export type Repeats = Readonly<{
  /** @returns whether the entry was new */
  add(entry: LogEntry): boolean;
  /** The chats told of, with the newest seq of each. */
  chats: ReadonlyMap<string, number>;
}>;

export function createRepeats(): Repeats {
  const chats = new Map<string, number>();
  const personal = new Set<string>();
  return { add, chats };

  function add(entry: LogEntry): boolean {
    if (entry.chatId === null) {
      const before = personal.size;
      return personal.add(entry.id).size > before;
    }
    if (entry.seq <= (chats.get(entry.chatId) ?? 0)) return false;
    chats.set(entry.chatId, entry.seq);
    return true;
  }
}
