import { openCursor, type Position } from './cursor.ts';
import type { Listener } from './desk.ts';
import type { LogEntry } from './entry.ts';
import { feedOf, type Feed, type Relayed, type Sink } from './feed.ts';
import type { Attached, Hub } from './hub.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { Log } from './log.ts';
import { createRepeats, type Repeats } from './repeats.ts';
import { now, type Page } from './replay.ts';

/** The cursor cannot be continued from: the client must read the state afresh. */
export type SnapshotRequired = Readonly<{ kind: 'SnapshotRequired'; position: Position; at: Date; reason: string }>;

export type Told = LogEntry | SnapshotRequired;

/** Not a cursor that this server made. */
export class BadCursor extends Error {}

export type Follower = Readonly<{
  userId: string;
  /** Called once, when the follower reads so slowly that the inbox is full. */
  onOverflow: () => void;
}>;

const PAGE = 500;
/** Told at once: what they refer to is read together. */
const CHUNK = 50;

/**
 * Where to go on from, or why that is impossible.
 * @throws {BadCursor}
 */
export async function resume(log: Log, cursor: string): Promise<Position | SnapshotRequired> {
  const position = openCursor(cursor, log.identity);
  if (position === 'TAMPERED') throw new BadCursor('This is not a cursor of this server.');
  if (position === 'OTHER_EPOCH') return snapshotRequired(log, 'The server started a new history.');
  return position;
}

/** What is told in place of the entries when the database is older than the position. */
export async function wentBack(log: Log): Promise<SnapshotRequired> {
  return snapshotRequired(log, 'The server went back to an earlier state.');
}

async function snapshotRequired(log: Log, reason: string): Promise<SnapshotRequired> {
  return { kind: 'SnapshotRequired', position: await now(log), at: new Date(), reason };
}

type Stream = {
  readonly log: Log;
  readonly hub: Hub;
  readonly follower: Follower;
  readonly listener: Listener;
  /** Where the entries go at last. */
  readonly sink: Sink<LogEntry>;
  readonly inbox: Inbox;
};

/** What has to be ended. A subscription lasts for days: of its beginning nothing is kept. */
type Ends = { inbox: Inbox | null; detach: () => void };

/**
 * Everything a person may hear: what the log holds since the position, then what happens, with no seam.
 * The live feed is joined first and set aside while the log is read; then what both contain is told once.
 * Without a position it begins with what happens from now on.
 */
export function follow(log: Log, hub: Hub, follower: Follower, from: Position | null): Feed<Told> {
  return feedOf({
    relay: begin,
    typeOf: ({ kind }) => kind,
    laneOf: (entry) => ('chatId' in entry ? (entry.chatId ?? entry.userId) : ''),
  });

  function begin(sink: Sink<LogEntry>): Relayed<Told> {
    const inbox = createInbox();
    const ends: Ends = { inbox, detach: () => {} };
    const listener = { userId: follower.userId, hear: inbox.put, resync: follower.onOverflow };
    return { before: tell({ log, hub, follower, listener, sink, inbox }, from, ends), stop: () => stop(ends) };
  }
}

function stop(ends: Ends): void {
  ends.inbox?.close();
  ends.detach();
}

async function* tell(stream: Stream, from: Position | null, ends: Ends): AsyncGenerator<readonly Told[], void> {
  const { log, hub, follower, listener, inbox, sink } = stream;
  const attached = await hub.arrive(listener, from, PAGE);
  ends.detach = attached.detach;
  try {
    if (attached.ahead) return yield [await wentBack(log)];
    const repeats = createRepeats();
    yield* catchUp(stream, attached, repeats);
    inbox.insist(() => {
      inbox.close();
      follower.onOverflow();
    });
    yield* drain(stream, repeats);
    if (inbox.isClosed()) return;
    for (const [chatId, seq] of repeats.chats) attached.hasHeard(chatId, seq);
    listener.hear = sink.tell;
    ends.inbox = null;
    sink.open();
  } finally {
    if (ends.inbox !== null) stop(ends);
  }
}

type Chunks = AsyncGenerator<readonly LogEntry[], void>;

/** Reads the log page by page. If more happened meanwhile than the inbox holds, then the log has it too: one more page. */
async function* catchUp({ inbox }: Stream, attached: Attached, repeats: Repeats): Chunks {
  for (let page: Page = attached; ; page = await attached.readOn(page.next)) {
    yield* chunksOf(page.entries.filter((entry) => repeats.add(entry)));
    if (inbox.isClosed() || !(page.more || inbox.startOverIfFull())) return;
  }
}

/** Tells what was set aside, until nothing is left of it. */
async function* drain({ inbox }: Stream, repeats: Repeats): Chunks {
  for (let entries = inbox.poll(); entries.length > 0 && !inbox.isClosed(); entries = inbox.poll()) {
    yield* chunksOf(entries.filter((entry) => repeats.add(entry)));
  }
}

/** Few enough that whoever reads slowly is not far ahead of what they have read. */
function* chunksOf(entries: readonly LogEntry[]): Generator<readonly LogEntry[], void> {
  for (let from = 0; from < entries.length; from += CHUNK) yield entries.slice(from, from + CHUNK);
}
