import { livePosition } from './append.ts';
import { LOG_COLUMNS, toEntry, type ChatEntry, type LogEntry, type LogRow } from './entry.ts';
import type { Log } from './log.ts';

type Row = LogRow & { xmin: string; moment: Date };

/** What the reading statement itself saw: the positions of its entries count from there. */
const SEEN = 'pg_snapshot_xmin(pg_current_snapshot())::text AS xmin, clock_timestamp() AS moment';

/** Well below what an inbox holds, so that catching up does not overwhelm those who read quickly. */
const FILL_LIMIT = 200;

export type Stay = Readonly<{ chatId: string; visibleAfter: number; lastSeq: number }>;

/** The chats a person is in, with the head of each, from one snapshot: all of them, or those among `chatIds`. */
export async function readStays(log: Log, userId: string, chatIds: readonly string[] | null): Promise<Stay[]> {
  const { rows } = await log.database.pool.query<Stay>({
    name: 'log-stays',
    text: `SELECT membership.chat_id AS "chatId", membership.visible_after AS "visibleAfter", chat.last_seq AS "lastSeq"
      FROM membership JOIN chat ON chat.id = membership.chat_id
      WHERE membership.user_id = $1 AND membership.left_at IS NULL AND ($2::uuid[] IS NULL OR chat.id = ANY($2::uuid[]))`,
    values: [userId, chatIds],
  });
  return rows;
}

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
  return rows.map(asLive).filter((entry) => entry.chatId !== null);
}

/** Entries of transactions that were not finished at `xmin`, addressed to these people, or admitting them to where they still are. */
export async function readPersonalSince(log: Log, userIds: readonly string[], xmin: bigint): Promise<LogEntry[]> {
  const { rows } = await log.database.pool.query<Row>({
    name: 'log-personal-since',
    text: `SELECT ${LOG_COLUMNS}, ${SEEN}
      FROM log WHERE log.user_id = ANY($1::uuid[]) AND log.xid >= $2::xid8
      UNION ALL
      SELECT ${LOG_COLUMNS}, ${SEEN}
      FROM log JOIN membership ON membership.id = log.subject_id AND membership.left_at IS NULL
      WHERE log.admits = ANY($1::uuid[]) AND log.xid >= $2::xid8`,
    values: [userIds, xmin.toString()],
  });
  return rows.map(asLive).sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
}

function asLive(row: Row): LogEntry {
  return toEntry(row, livePosition(row.xmin, row.id, row.moment));
}
