import type { Bus, Hearing } from '../platform/bus.ts';
import type { ChatEntry, LogEntry, PersonalEntry } from './entry.ts';
import { userChannel } from './log.ts';

/** Somebody on this node who hears the log live. */
export type Listener = Readonly<{ userId: string; hear: (entry: LogEntry) => void }>;

/** A person who is listened for on this node. */
export type Desk = Readonly<{
  listeners: Set<Listener>;
  /** Hear what concerns the person, but no chats. */
  watchers: Set<(entry: PersonalEntry) => void>;
  /** The chats in which the listeners hear. */
  rooms: Set<string>;
  /** Takes an entry from the person's channel, or from the log: twice does not matter. */
  hear: (entry: LogEntry) => void;
  hearing: Hearing;
}>;

/** Ids of entries are remembered this long, so that the tail check does not tell them twice. */
const TOLD_FOR_MS = 120_000;

/** Begins to hear what concerns a person. @param onAdmission called with the entries that admit the person to a chat */
export function openDesk(bus: Bus<LogEntry>, userId: string, onAdmission: (entry: ChatEntry) => void): Desk {
  const listeners = new Set<Listener>();
  const watchers = new Set<(entry: PersonalEntry) => void>();
  const told = new Map<string, number>();
  return { listeners, watchers, rooms: new Set(), hear, hearing: bus.subscribe(userChannel(userId), hear) };

  function hear(entry: LogEntry): void {
    if (entry.chatId !== null) {
      if (entry.admits === userId) onAdmission(entry);
      return;
    }
    if (told.has(entry.id)) return;
    forgetOld(told);
    told.set(entry.id, Date.now());
    for (const watcher of watchers) watcher(entry);
    for (const listener of listeners) listener.hear(entry);
  }
}

function forgetOld(told: Map<string, number>): void {
  const old = Date.now() - TOLD_FOR_MS;
  for (const [id, at] of told) {
    if (at > old) return;
    told.delete(id);
  }
}
