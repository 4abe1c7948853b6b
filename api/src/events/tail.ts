import { livePosition } from './append.ts';
import { LOG_COLUMNS, toEntry, type ChatEntry, type LogEntry, type LogRow } from './entry.ts';
import type { Log } from './log.ts';
import { birthPosition } from './replay.ts';

type Row = LogRow & { xmin: string };

/** What the reading statement itself saw: the positions of its entries count from there. */
const SEEN = 'pg_snapshot_xmin(pg_current_snapshot())::text AS xmin';

/** Well below what an inbox holds, so that catching up does not overwhelm those who read quickly. */
const FILL_LIMIT = 200;

/** The heads of chats: the seq of each one's newest entry. Chats that do not exist are left out. */
export async function readHeads(log: Log, chatIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await log.database.pool.query<{ id: string; last_seq: number }>({
    name: 'log-heads',
    text: 'SELECT id, last_seq FROM chat WHERE id = ANY($1::uuid[])',
    values: [chatIds],
  });
  return new Map(rows.map((row) => [row.id, row.last_seq]));
}

/** Up to 200 entries of a chat that follow the given seq. */
export async function readChatAfter(log: Log, chatId: string, seq: number): Promise<ChatEntry[]> {
  const { rows } = await log.database.pool.query<Row>({
    name: 'log-chat-after',
    text: `SELECT ${LOG_COLUMNS}, ${SEEN}
      FROM log WHERE log.chat_id = $1 AND log.seq > $2 ORDER BY log.seq LIMIT ${FILL_LIMIT}`,
    values: [chatId, seq],
  });
  return rows.map((row) => asLive(log, row)).filter((entry) => entry.chatId !== null);
}

/** Somebody to look for, and the snapshot that holds all they know for certain; null when that is nothing. */
export type Sought = Readonly<{ userId: string; known: string | null }>;

/**
 * Entries of transactions that were not finished at `xmin`, addressed to these people, or admitting them to where they
 * still are, save what they know.
 */
export async function readPersonalSince(log: Log, people: readonly Sought[], xmin: bigint): Promise<LogEntry[]> {
  const { rows } = await log.database.pool.query<Row>({
    name: 'log-personal-since',
    text: `WITH sought AS (SELECT * FROM unnest($1::uuid[], $3::text[]) AS person (id, known))
      SELECT ${LOG_COLUMNS}, ${SEEN} FROM sought JOIN log ON log.user_id = sought.id AND log.xid >= $2::xid8 AND ${UNKNOWN}
      UNION ALL
      SELECT ${LOG_COLUMNS}, ${SEEN} FROM sought JOIN log ON log.admits = sought.id AND log.xid >= $2::xid8 AND ${UNKNOWN}
      JOIN membership ON membership.id = log.subject_id AND membership.left_at IS NULL`,
    values: [people.map(({ userId }) => userId), xmin.toString(), people.map(({ known }) => known)],
  });
  return rows.map((row) => asLive(log, row)).sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
}

const UNKNOWN = '(sought.known IS NULL OR NOT pg_visible_in_snapshot(log.xid, sought.known::pg_snapshot))';

function asLive(log: Log, row: Row): LogEntry {
  return toEntry(row, livePosition(log, birthPosition(row.xmin, row.id)));
}
