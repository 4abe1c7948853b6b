import type { PoolClient } from 'pg';
import { inTransaction } from '../platform/database.ts';
import { ID_MAX } from './cursor.ts';
import type { Log } from './log.ts';

/** An entry of the log as a reader sees it. */
export type News = Readonly<{ kind: string; chatId: string | null; userId: string | null; subjectId: string }>;

export type Reading = Readonly<{
  /** One reader for all nodes: what one of them has read the others do not read again. */
  name: string;
  /** The kinds of entries that are wanted. */
  kinds: readonly string[];
  /** An SQL condition without which nobody is interested: then what is new counts as read and is not even looked at. */
  onlyIf: string;
  /** Takes entries in the order of the log. What it writes with the client is written if and only if they count as read. */
  take(client: PoolClient, news: readonly News[]): Promise<void>;
}>;

const PAGE = 1_000;

/**
 * Gives what was written into the log since the last time to a reader, exactly once, whichever node asks. Does nothing
 * while another node is at it.
 *
 * Who read what is kept like a cursor's position: a snapshot says of every transaction whether it was finished, so that
 * those which finish late are not passed over. To find them again quickly there is the floor, below which all is settled.
 * A fence is what was given by the sequence of ids when some transaction began: transactions after it have higher ids,
 * for each takes a number before it takes an id of the log. When none before the fence is left running, it is the floor.
 * @returns whether there is more to read at once
 */
export async function readOn(log: Log, reading: Reading): Promise<boolean> {
  const pool = log.database.background;
  const { epoch } = log.identity;
  const { rows } = await pool.query<{ given: string; floor: string | null; fits: boolean | null }>({
    name: 'log-reader-look',
    text: `SELECT CASE WHEN ids.is_called THEN ids.last_value ELSE 0 END::text AS given, reader.floor::text AS floor,
        reader.epoch = $2::uuid AND pg_snapshot_xmax(reader.seen::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) AS fits
      FROM log_id_seq AS ids LEFT JOIN log_reader AS reader ON reader.name = $1`,
    values: [reading.name, epoch],
  });
  const [state] = rows;
  if (!state) throw new Error('the log has no sequence');
  if (state.fits !== true) {
    await begin(log, reading.name);
    return false;
  }
  if (state.floor === state.given) return false;
  return inTransaction(pool, (client) => readPage(client, reading, state.given));
}

/** Begins with this moment: what is in the log already was written before there was anybody to read it. */
async function begin({ database, identity }: Log, name: string): Promise<void> {
  await database.background.query({
    name: 'log-reader-begin',
    // No transaction of ours runs for an hour, so what is unfinished has higher ids than what is as old as that.
    text: `INSERT INTO log_reader (name, epoch, seen, after, floor, fence_xid, fence_id)
      SELECT $1::text, $2::uuid, pg_current_snapshot()::text, $3::bigint, coalesce(max(log.id), 0), 0, 0
      FROM log WHERE log.at < now() - interval '1 hour'
      ON CONFLICT (name) DO UPDATE SET epoch = EXCLUDED.epoch, seen = EXCLUDED.seen, after = EXCLUDED.after,
        floor = EXCLUDED.floor, fence_xid = 0, fence_id = 0`,
    values: [name, identity.epoch, ID_MAX.toString()],
  });
}

type State = Readonly<{ seen: string; after: string; floor: string; xid: string }>;
type Row = Readonly<{
  id: string | null;
  kind: string;
  chat_id: string | null;
  user_id: string | null;
  subject_id: string;
  snapshot: string;
}>;

async function readPage(client: PoolClient, { name, kinds, onlyIf, take }: Reading, given: string): Promise<boolean> {
  // The lock gives this transaction its number, after the ids that were given were looked at.
  const states = await client.query<State>({
    name: 'log-reader-lock',
    text: `SELECT seen, after::text AS after, floor::text AS floor, pg_current_xact_id()::text AS xid
      FROM log_reader WHERE name = $1 FOR UPDATE SKIP LOCKED`,
    values: [name],
  });
  const [state] = states.rows;
  if (!state) return false;
  const { rows } = await client.query<Row>({
    name: `log-reader-page-${name}`,
    text: `SELECT now.snapshot::text AS snapshot, log.id::text AS id, log.kind, log.chat_id, log.user_id, log.subject_id
      FROM (SELECT pg_current_snapshot() AS snapshot) AS now LEFT JOIN LATERAL (
        SELECT * FROM log WHERE log.id > $1 AND log.kind = ANY($2) AND ${onlyIf}
          AND (log.id > $3 OR NOT pg_visible_in_snapshot(log.xid, $4::pg_snapshot))
        ORDER BY log.id LIMIT ${PAGE}
      ) AS log ON true ORDER BY log.id`,
    values: [state.floor, kinds, state.after, state.seen],
  });
  const news = rows.filter(({ id }) => id !== null);
  if (news.length > 0) {
    await take(
      client,
      news.map((row) => ({ kind: row.kind, chatId: row.chat_id, userId: row.user_id, subjectId: row.subject_id })),
    );
  }
  const more = news.length === PAGE;
  await client.query({
    name: 'log-reader-move',
    text: `UPDATE log_reader SET seen = $2::text, after = $3::bigint,
        floor = CASE WHEN moves THEN GREATEST(floor, fence_id) ELSE floor END,
        fence_id = CASE WHEN moves THEN $4::bigint ELSE fence_id END, fence_xid = CASE WHEN moves THEN $5::bigint ELSE fence_xid END
      FROM (SELECT NOT $6::boolean AND pg_snapshot_xmin($2::text::pg_snapshot)::text::bigint > fence_xid AS moves FROM log_reader WHERE name = $1) AS fence
      WHERE name = $1`,
    values: [name, rows[0]?.snapshot, more ? news.at(-1)?.id : ID_MAX.toString(), given, state.xid, more],
  });
  return more;
}
