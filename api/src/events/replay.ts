import { positionAt, positionBelow, type Position } from './cursor.ts';
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
  const { rows } = await log.database.pool.query<{ snapshot: string }>({
    name: 'log-now',
    text: 'SELECT pg_current_snapshot()::text AS snapshot',
  });
  return positionAt(rows[0]?.snapshot ?? '');
}

/** Whether the position lies in a future that this database has not seen: it was restored from an older copy. */
export async function isAhead(log: Log, position: Position): Promise<boolean> {
  const { rows } = await log.database.pool.query<{ ahead: boolean }>({
    name: 'log-is-ahead',
    text: 'SELECT $1::xid8 > pg_snapshot_xmax(pg_current_snapshot()) AS ahead',
    values: [position.base.toString()],
  });
  return rows[0]?.ahead ?? false;
}

/**
 * Up to `limit` entries that the person may hear and, by the position, has not heard: those of the chats they are in
 * since they came, the end of those they left, and what concerns themselves, save news of stays that have ended. One statement, so one snapshot.
 */
export async function replay(log: Log, userId: string, from: Position, limit: number): Promise<Page> {
  const position = from.live === null ? from : await reachBack(log, from, from.live);
  const { rows } = await log.database.pool.query<Nullable<LogRow> & { snapshot: string }>({
    name: 'log-replay',
    text: REPLAY,
    values: [userId, position.base.toString(), position.seen, position.after.toString(), limit],
  });
  const seen = rows[0]?.snapshot ?? position.seen;
  const found = rows.filter((row): row is LogRow & { snapshot: string } => row.id !== null);
  // All that this snapshot sees up to an id was heard with that id: on earlier pages, or on this one.
  const entries = found.map((row) => toEntry(row, { base: position.base, seen, after: BigInt(row.id), live: null }));
  const more = found.length === limit;
  return { entries, next: (more ? entries.at(-1)?.position : null) ?? positionAt(seen), more };
}

async function reachBack(log: Log, position: Position, live: number): Promise<Position> {
  const { rows } = await log.database.pool.query<{ xid: string }>({
    name: 'log-reach-back',
    text: `SELECT log.xid::text AS xid FROM log
      WHERE log.at >= $1 AND log.xid < $2::xid8 ORDER BY log.xid LIMIT 1`,
    values: [new Date(live - REACH_BACK_MS), position.base.toString()],
  });
  return positionBelow(rows[0] ? BigInt(rows[0].xid) : position.base);
}

type Nullable<T> = { [K in keyof T]: T[K] | null };

const UNHEARD = 'log.xid >= $2::xid8 AND (log.id > $4::bigint OR NOT pg_visible_in_snapshot(log.xid, $3::pg_snapshot))';

const REPLAY = `
  SELECT now.snapshot::text AS snapshot, ${LOG_COLUMNS}
  FROM (SELECT pg_current_snapshot() AS snapshot) now
  LEFT JOIN LATERAL (
    SELECT * FROM (
      SELECT log.* FROM membership JOIN log ON log.chat_id = membership.chat_id
        AND CASE WHEN membership.left_at IS NULL THEN log.seq > membership.visible_after ELSE log.seq = membership.leave_seq END
      WHERE membership.user_id = $1 AND ${UNHEARD}
      UNION ALL
      SELECT log.* FROM log WHERE log.user_id = $1 AND ${UNHEARD}
        AND NOT EXISTS (SELECT FROM membership WHERE membership.id = log.subject_id AND membership.left_at IS NOT NULL)
    ) AS heard
    ORDER BY heard.id LIMIT $5
  ) log ON true
  ORDER BY log.id`;
