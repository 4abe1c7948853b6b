import type { Hearing } from '../platform/bus.ts';
import { livePosition } from './append.ts';
import type { ChatEntry, LogEntry, PersonalEntry } from './entry.ts';
import { userChannel, type Log } from './log.ts';

/** Somebody on this node who hears the log live. */
export type Listener = {
  readonly userId: string;
  hear: (entry: LogEntry) => void;
  /** Called when the listener cannot be told everything in order: whoever is behind it resumes by cursor. */
  readonly resync?: () => void;
};

/** A person who is listened for on this node. */
export type Desk = {
  readonly userId: string;
  /** The snapshot that the first listener began from: what it holds is no news; null before that. */
  known: string | null;
  readonly listeners: Set<Listener>;
  /** Those of the listeners that are on their way in: they read by themselves in which chats the person is. */
  readonly arriving: Set<Listener>;
  /** Admissions that came meanwhile, which that reading may have been too early for. */
  admissions: ChatEntry[];
  /** Hear what concerns the person, but no chats. */
  readonly watchers: Set<(entry: PersonalEntry) => void>;
  /** The chats in which the listeners hear. */
  readonly rooms: Set<string>;
  /** Takes an entry from the person's channel, or from the log: twice does not matter. */
  readonly hear: (entry: LogEntry) => void;
  readonly hearing: Hearing;
};

/** Ids of entries are remembered this long, so that the tail check does not tell them twice. */
const TOLD_FOR_MS = 120_000;

/** Begins to hear what concerns a person. @param onAdmission called with the entries that admit the person to a chat */
export function openDesk(log: Log, userId: string, onAdmission: (entry: ChatEntry) => void): Desk {
  const listeners = new Set<Listener>();
  const watchers = new Set<(entry: PersonalEntry) => void>();
  let told: Map<string, number> | null = null;
  const hearing = log.bus.subscribe(userChannel(userId), (entry) => {
    hear({ ...entry, position: livePosition(log, entry.position) });
  });
  return {
    userId,
    known: null,
    listeners,
    arriving: new Set(),
    admissions: [],
    watchers,
    rooms: new Set(),
    hear,
    hearing,
  };

  function hear(entry: LogEntry): void {
    if (entry.chatId !== null) {
      if (entry.admits === userId) onAdmission(entry);
      return;
    }
    told ??= new Map();
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
