import { isRetryable, type Transaction } from '../platform/database.ts';
import { positionBelow, sealCursor, type Position } from './cursor.ts';
import { toEntry, type LogEntry, type LogRow } from './entry.ts';
import { chatChannel, userChannel, type Log } from './log.ts';
import { birthPosition, now } from './replay.ts';

/** What happened in a chat, before it has its place in the log. */
export type ChatNews = Readonly<{
  kind: string;
  chatId: string;
  seq: number;
  subjectId: string;
  admits?: string;
  dismisses?: string;
}>;

/** What happened to one person. */
export type PersonalNews = Readonly<{ kind: string; userId: string; subjectId: string }>;

/** Writes the news into the log, inside the transaction that makes the change. */
export type Record = (...news: readonly (ChatNews | PersonalNews)[]) => Promise<void>;

export type Changed<T> = Readonly<{ value: T; cursor: string }>;

const ATTEMPTS = 4;

/**
 * Makes a change: runs the work in one transaction together with its log entries, and tells the listeners after COMMIT.
 * The work may run more than once (deadlocks, serialisation failures), so it must not touch anything but the transaction.
 * @returns what the work returned, and the cursor of the change
 */
export async function change<T>(log: Log, work: (tx: Transaction, record: Record) => Promise<T>): Promise<Changed<T>> {
  const before = await now(log);
  const { value, entries } = await attempt(log, work);
  for (const entry of entries) tell(log, entry);
  const last = entries.at(-1);
  return { value, cursor: sealCursor(last ? livePosition(log, last.position) : before, log.identity) };
}

async function attempt<T>(log: Log, work: (tx: Transaction, record: Record) => Promise<T>) {
  for (let round = 1; ; round++) {
    const entries: LogEntry[] = [];
    try {
      const value = await log.database.prisma.$transaction((tx) =>
        work(tx, async (...news) => {
          for (const item of news) entries.push(await write(tx, item));
        }),
      );
      return { value, entries };
    } catch (error) {
      if (round === ATTEMPTS || !isRetryable(error)) throw error;
      await pause(Math.random() * 20 * 2 ** round);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Tells the nodes of an entry that is committed. Losing this costs time, never an event: see tail.ts. */
export function tell(log: Log, entry: LogEntry): void {
  if (entry.chatId === null) return log.bus.publish(userChannel(entry.userId), entry);
  // The admitted person's node may not know the chat yet: it hears of it through the person.
  if (entry.admits !== null) log.bus.publish(userChannel(entry.admits), entry);
  log.bus.publish(chatChannel(entry.chatId), entry);
}

/**
 * Takes the next `count` places of the chat's log. The lock on the chat's row, held until the transaction ends,
 * makes the order of seq the order of commits, and the order that everybody sees.
 * @returns the first of the places, and the moment to date the entries with: it never decreases within a chat
 */
export async function takePlaces(tx: Transaction, chatId: string, count: number): Promise<{ first: number; at: Date }> {
  const [head] = await tx.$queryRaw<{ last_seq: number; last_activity_at: Date }[]>`
    UPDATE chat SET last_seq = last_seq + ${count}, last_activity_at = GREATEST(last_activity_at, clock_timestamp())
    WHERE id = ${chatId}::uuid RETURNING last_seq, last_activity_at`;
  if (!head) throw new Error('no such chat to write into');
  return { first: head.last_seq - count + 1, at: head.last_activity_at };
}

async function write(tx: Transaction, news: ChatNews | PersonalNews): Promise<LogEntry> {
  const { chatId, seq, userId, admits, dismisses } = { ...NOBODY, ...news };
  const [row] = await tx.$queryRaw<(LogRow & { xmin: string })[]>`
    INSERT INTO log (kind, chat_id, seq, user_id, subject_id, admits, dismisses)
    VALUES (${news.kind}, ${chatId}::uuid, ${seq}, ${userId}::uuid, ${news.subjectId}::uuid, ${admits}::uuid, ${dismisses}::uuid)
    RETURNING id::text AS id, kind, chat_id, seq, user_id, subject_id, admits, dismisses, at,
      pg_snapshot_xmin(pg_current_snapshot())::text AS xmin`;
  if (!row) throw new Error('the log took no entry');
  return toEntry(row, birthPosition(row.xmin, row.id));
}

const NOBODY = { chatId: null, seq: null, userId: null, admits: null, dismisses: null };

/** The position of an entry as it is told live: of what it saw finished, some may still be on its way to this node. */
export function livePosition({ told }: Log, birth: Position): Position {
  return told.below < birth.base ? { ...positionBelow(told.below), after: birth.after } : birth;
}
