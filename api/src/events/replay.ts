import { positionAt, type Position } from './cursor.ts';
import { LOG_COLUMNS, toEntry, type LogEntry, type LogRow } from './entry.ts';
import type { Log } from './log.ts';

export type Page = Readonly<{
  /** In the order of the log: for each chat in the order of seq. */
  entries: readonly LogEntry[];
  /** Where the next page begins. */
  next: Position;
  more: boolean;
}>;

/** How long an entry may be on its way from COMMIT to the listeners of another node: the tail check, plus a slow transaction. */
const REACH_BACK_MS = 30_000;

/** The position of this moment. Whatever is read after it, together with the entries since, is the state at any later time. */
export async function now(log: Log): Promise<Position> {
  const { rows } = await log.database.pool.query<{ xmin: string }>({
    name: 'log-now',
    text: 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin',
  });
  return positionAt(BigInt(rows[0]?.xmin ?? 0));
}

/** Whether the position lies in a future that this database has not seen: it was restored from an older copy. */
export async function isAhead(log: Log, position: Position): Promise<boolean> {
  const { rows } = await log.database.pool.query<{ ahead: boolean }>({
    name: 'log-is-ahead',
    text: 'SELECT $1::xid8 > pg_snapshot_xmax(pg_current_snapshot()) AS ahead',
    values: [position.top.toString()],
  });
  return rows[0]?.ahead ?? false;
}

/**
 * Up to `limit` entries that the person may hear and, by the position, has not heard: those of the chats they are in
 * since they came, the end of those they left, and what concerns themselves. One statement, so one snapshot.
 */
export async function replay(log: Log, userId: string, from: Position, limit: number): Promise<Page> {
  const position = from.live === null ? from : await reachBack(log, from, from.live);
  const { rows } = await log.database.pool.query<Nullable<LogRow> & { xid: string; xmin: string }>({
    name: 'log-replay',
    text: REPLAY,
    values: [userId, position.base.toString(), position.top.toString(), position.after.toString(), limit],
  });
  const xmin = BigInt(rows[0]?.xmin ?? position.top);
  const found = rows.filter((row): row is LogRow & { xid: string; xmin: string } => row.id !== null);
  const entries = found.map((row) => toEntry(row, progress(position, xmin, BigInt(row.id))));
  const more = found.length === limit;
  const last = entries.at(-1)?.position;
  return { entries, next: more && last ? last : positionAt(xmin), more };
}

/**
 * The position after the row with this id. Rows that were not yet visible when an earlier page was read come first
 * and may have lower ids; until they are through, the position stays where it was, for repeats are fine and holes are not.
 */
function progress(position: Position, xmin: bigint, id: bigint): Position {
  return id < position.after ? position : { base: position.base, top: xmin, after: id, live: null };
}

async function reachBack(log: Log, position: Position, live: number): Promise<Position> {
  const { rows } = await log.database.pool.query<{ xid: string }>({
    name: 'log-reach-back',
    text: `SELECT log.xid::text AS xid FROM log
      WHERE log.at >= $1 AND log.at <= $2 AND log.xid < $3::xid8 ORDER BY log.xid LIMIT 1`,
    values: [new Date(live - REACH_BACK_MS), new Date(live), position.base.toString()],
  });
  return rows[0] ? positionAt(BigInt(rows[0].xid)) : positionAt(position.base);
}

type Nullable<T> = { [K in keyof T]: T[K] | null };

const REPLAY = `
  SELECT snapshot.xmin::text AS xmin, log.xid::text AS xid, ${LOG_COLUMNS}
  FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin) snapshot
  LEFT JOIN LATERAL (
    SELECT * FROM (
      SELECT log.* FROM membership JOIN log ON log.chat_id = membership.chat_id
        AND CASE WHEN membership.left_at IS NULL THEN log.seq > membership.visible_after ELSE log.seq = membership.leave_seq END
      WHERE membership.user_id = $1 AND log.xid >= $2::xid8 AND (log.xid >= $3::xid8 OR log.id > $4::bigint)
      UNION ALL
      SELECT log.* FROM log
      WHERE log.user_id = $1 AND log.xid >= $2::xid8 AND (log.xid >= $3::xid8 OR log.id > $4::bigint)
    ) AS heard
    ORDER BY heard.id LIMIT $5
  ) log ON true
  ORDER BY log.id`;
