import { openCursor, type Position } from './cursor.ts';
import type { LogEntry } from './entry.ts';
import type { Hub } from './hub.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { Log } from './log.ts';
import { isAhead, now, replay } from './replay.ts';

/** The cursor cannot be continued from: the client must read the state afresh. */
export type SnapshotRequired = Readonly<{ kind: 'SnapshotRequired'; position: Position; at: Date; reason: string }>;

/** Not a cursor that this server made. */
export class BadCursor extends Error {}

export type Follower = Readonly<{
  userId: string;
  /** Called once, when the follower reads so slowly that the inbox is full. */
  onOverflow: () => void;
}>;

const PAGE = 500;

/**
 * Where to go on from, or why that is impossible.
 * @throws {BadCursor}
 */
export async function resume(log: Log, cursor: string): Promise<Position | SnapshotRequired> {
  const position = openCursor(cursor, log.identity);
  if (position === 'TAMPERED') throw new BadCursor('This is not a cursor of this server.');
  if (position === 'OTHER_EPOCH') return snapshotRequired(log, 'The server started a new history.');
  if (await isAhead(log, position)) return snapshotRequired(log, 'The server went back to an earlier state.');
  return position;
}

async function snapshotRequired(log: Log, reason: string): Promise<SnapshotRequired> {
  return { kind: 'SnapshotRequired', position: await now(log), at: new Date(), reason };
}

/**
 * Everything a person may hear: what the log holds since the position, then what happens, with no seam.
 * The live feed is joined first and set aside while the log is read; then what both contain is told once.
 * Without a position it begins with what happens from now on.
 */
export function follow(log: Log, hub: Hub, follower: Follower, from: Position | null): AsyncIterableIterator<LogEntry> {
  const inbox = createInbox();
  const told = tell({ log, hub, follower, inbox }, from);
  return {
    next: () => told.next(),
    // A generator that waits for an entry would hear of its end only with the next entry: wake it.
    async return() {
      inbox.close();
      await told.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

type Stream = Readonly<{ log: Log; hub: Hub; follower: Follower; inbox: Inbox }>;

async function* tell(stream: Stream, from: Position | null): AsyncGenerator<LogEntry, void> {
  const { hub, follower, inbox } = stream;
  const detach = await hub.attach({ userId: follower.userId, hear: inbox.put });
  try {
    const repeats = new Repeats();
    if (from !== null) yield* catchUp(stream, from, repeats);
    inbox.insist(() => {
      inbox.close();
      follower.onOverflow();
    });
    for (let entry = await inbox.take(); entry; entry = await inbox.take()) if (!repeats.has(entry)) yield entry;
  } finally {
    detach();
    inbox.close();
  }
}

/** Reads the log page by page. If more happened meanwhile than the inbox holds, then the log has it too: one more page. */
async function* catchUp({ log, follower, inbox }: Stream, start: Position, repeats: Repeats): AsyncGenerator<LogEntry> {
  for (let from = start, more = true; more;) {
    const page = await replay(log, follower.userId, from, PAGE);
    for (const entry of page.entries) if (repeats.add(entry)) yield entry;
    from = page.next;
    more = !inbox.isClosed() && (page.more || inbox.startOverIfFull());
  }
}

/** Tells the entries of a replay from new ones. Bounded by the chats and the personal entries replayed. */
class Repeats {
  readonly #chats = new Map<string, number>();
  readonly #personal = new Set<string>();

  /** @returns whether the entry was new */
  add(entry: LogEntry): boolean {
    if (this.has(entry)) return false;
    if (entry.chatId === null) this.#personal.add(entry.id);
    else this.#chats.set(entry.chatId, entry.seq);
    return true;
  }

  has(entry: LogEntry): boolean {
    if (entry.chatId === null) return this.#personal.has(entry.id);
    return entry.seq <= (this.#chats.get(entry.chatId) ?? 0);
  }
}
