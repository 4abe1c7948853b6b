import { positionAt, positionBelow, type Position } from './cursor.ts';
import { LOG_COLUMNS, toEntry, type LogEntry, type LogRow } from './entry.ts';
import type { Log } from './log.ts';

export type Page = Readonly<{
  /** In the order of the log: for each chat in the order of seq. */
  entries: readonly LogEntry[];
  /** Where the next page begins. */
  next: Position;
  more: boolean;
  /** The position lies in a future that this database has not seen: it was restored from an older copy. */
  ahead: boolean;
}>;

/** A chat that a person is in, as of the moment of reading. */
export type Stay = Readonly<{
  chatId: string;
  /** The person hears what comes after this seq. */
  visibleAfter: number;
  /** The seq of the chat's newest entry. */
  lastSeq: number;
}>;

/** What a person who arrives needs to know, from one snapshot. */
export type Arrival = Page & Readonly<{ stays: readonly Stay[]; snapshot: string }>;

/** The position of this moment. Whatever is read after it, together with the entries since, is the state at any later time. */
export async function now({ database }: Pick<Log, 'database'>): Promise<Position> {
  const { rows } = await database.pool.query<{ snapshot: string }>({
    name: 'log-now',
    text: 'SELECT pg_current_snapshot()::text AS snapshot',
  });
  return positionAt(rows[0]?.snapshot ?? '');
}

/**
 * Up to `limit` entries that the person may hear and, by the position, has not heard: those of the chats they are in
 * since they came, the end of those they left, and what concerns themselves, save news of stays that have ended. One statement, so one snapshot.
 */
export async function replay({ database }: Log, userId: string, from: Position, limit: number): Promise<Page> {
  const { rows } = await database.pool.query<Row>({
    name: 'log-replay',
    text: readingOf('NULL'),
    values: valuesOf(userId, from, limit),
  });
  return pageOf(rows, from, limit);
}

/** The first page of a replay together with the chats the person is in. Without a position only the chats. */
export async function readArrival(
  { database }: Log,
  userId: string,
  from: Position | null,
  limit: number,
): Promise<Arrival> {
  const start = from ?? NOWHERE;
  const size = from === null ? 0 : limit;
  const { rows } = await database.pool.query<Row>({
    name: 'log-arrival',
    text: readingOf(STAYS),
    values: valuesOf(userId, start, size),
  });
  const stays = rows[0]?.stays ?? [];
  return {
    ...pageOf(rows, start, size),
    ...(from === null && { more: false }),
    snapshot: rows[0]?.snapshot ?? start.seen,
    stays: stays.map(([chatId, visibleAfter, lastSeq]) => ({ chatId, visibleAfter, lastSeq })),
  };
}

const NOWHERE: Position = { base: 0n, seen: '1:1:', after: 0n };

type Nullable<T> = { [K in keyof T]: T[K] | null };
type Row = Nullable<LogRow> &
  Readonly<{
    xid: string;
    birth: string | null;
    snapshot: string;
    ahead: boolean;
    stays: [chatId: string, visibleAfter: number, lastSeq: number][] | null;
  }>;

function valuesOf(userId: string, { base, seen, after }: Position, limit: number): unknown[] {
  return [userId, base.toString(), seen, after.toString(), limit];
}

function pageOf(rows: readonly Row[], from: Position, limit: number): Page {
  const { snapshot: seen = from.seen, ahead = false } = rows[0] ?? {};
  const found = rows.filter((row): row is Row & LogRow => row.id !== null);
  const entries = found.map((row) => toEntry(row, positionOf(row) ?? exactly(row.id)));
  const last = found.at(-1);
  const more = found.length === limit;
  return { entries, next: more && last ? exactly(last.id) : positionAt(seen), more, ahead };

  /** All that this snapshot sees up to an id was heard with that id: on earlier pages, or on this one. */
  function exactly(id: string): Position {
    return { base: from.base, seen, after: BigInt(id) };
  }
}

/** Whoever resumes at a position that suits everybody hears again what this many transactions wrote, at most. */
const REPEATED_MAX = 64n;

/**
 * A position that suits whoever is told the entry in the order of the log, wherever they began: what was finished when it
 * was written has lower ids. Null where that would make them hear too much again.
 */
function positionOf({ id, xid, birth }: Row & LogRow): Position | null {
  if (birth === null || BigInt(xid) - BigInt(birth) > REPEATED_MAX) return null;
  return birthPosition(birth, id);
}

/** The position of an entry by what its own statement saw finished: all of that has lower ids. */
export function birthPosition(xmin: string, id: string): Position {
  return { ...positionBelow(BigInt(xmin)), after: BigInt(id) };
}

const UNHEARD = 'log.xid >= $2::xid8 AND (log.id > $4::bigint OR NOT pg_visible_in_snapshot(log.xid, $3::pg_snapshot))';

const STAYS = `CASE WHEN row_number() OVER (ORDER BY log.id) = 1 THEN (
    SELECT json_agg(json_build_array(membership.chat_id, membership.visible_after, chat.last_seq))
    FROM membership JOIN chat ON chat.id = membership.chat_id
    WHERE membership.user_id = $1 AND membership.left_at IS NULL
  ) END`;

function readingOf(stays: string): string {
  return `
  SELECT now.snapshot::text AS snapshot, $2::xid8 > pg_snapshot_xmax(now.snapshot) AS ahead, ${stays} AS stays,
    log.xid::text AS xid, log.birth::text AS birth, ${LOG_COLUMNS}
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
}
