import { MESSAGE_SENT } from '../chat/events.ts';
import type { Log } from '../../events/log.ts';
import { isRetryable } from '../../platform/database.ts';

/** A message to be written. */
export type Draft = Readonly<{ id: string; chatId: string; senderId: string; text: string }>;

/** What Postgres says of a message that it took. */
export type Inserted = Readonly<{
  seq: number;
  created_at: Date;
  log_id: string;
  xmin: string;
  username: string;
  display_name: string;
  member_since: Date;
}>;

/**
 * Writes messages in the order given within each chat, all or none of those it does not pass over. The member rows are
 * locked before the chat rows, as leaving does: a leave that commits first leaves nothing to lock, one that comes later
 * waits. The chat row's lock gives the seqs. A second use of an id aborts the whole statement, so that no seq is burnt.
 */
const insertionBy = ({ ids, locking }: { ids: string; locking: string }) => `
  WITH wanted AS MATERIALIZED (
    SELECT draft.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) WITH ORDINALITY AS draft (id, chat_id, sender_id, text, nth)
    ${ids}
  ), member AS (
    SELECT chat_id, user_id FROM membership
    WHERE left_at IS NULL AND (chat_id, user_id) IN (SELECT chat_id, sender_id FROM wanted) FOR SHARE ${locking}
  ), free AS (
    SELECT id FROM chat WHERE id IN (SELECT chat_id FROM member) FOR NO KEY UPDATE ${locking}
  ), placed AS (
    SELECT wanted.*, row_number() OVER (PARTITION BY wanted.chat_id ORDER BY nth)::int AS place FROM wanted
    JOIN member ON member.chat_id = wanted.chat_id AND member.user_id = wanted.sender_id
    JOIN free ON free.id = wanted.chat_id
  ), head AS (
    UPDATE chat SET last_seq = last_seq + taken.count, last_activity_at = GREATEST(last_activity_at, clock_timestamp())
    FROM (SELECT chat_id, count(*)::int AS count FROM placed GROUP BY chat_id) AS taken WHERE chat.id = taken.chat_id
    RETURNING chat.id, chat.last_seq - taken.count AS base, chat.last_activity_at
  ), sent AS (
    INSERT INTO message (id, chat_id, seq, kind, sender_id, text, created_at)
    SELECT placed.id, head.id, head.base + place, 'TEXT', sender_id, text, head.last_activity_at
    FROM placed JOIN head ON head.id = placed.chat_id
    RETURNING id, chat_id, seq, created_at, sender_id
  ), told AS (
    INSERT INTO log (kind, chat_id, seq, subject_id, at)
    SELECT '${MESSAGE_SENT}', chat_id, seq, id, created_at FROM sent ORDER BY chat_id, seq
    RETURNING subject_id, seq, at AS created_at, id::text AS log_id
  )
  SELECT told.*, pg_snapshot_xmin(pg_current_snapshot())::text AS xmin,
    sender.username, sender.display_name, sender.created_at AS member_since
  FROM told JOIN sent ON sent.id = told.subject_id JOIN "user" AS sender ON sender.id = sent.sender_id`;

/** Waits for the locks, and fails on an id that is taken. */
const ALONE = { name: 'message-send', text: insertionBy({ ids: '', locking: '' }) };

/**
 * Waits for nobody's lock: who leaves at this moment, a chat that another node is writing to and an id that is taken are
 * passed over, and cannot hold up the others.
 */
const TOGETHER = {
  name: 'message-send-together',
  text: insertionBy({
    ids: `LEFT JOIN LATERAL (SELECT id FROM message WHERE message.id = draft.id LIMIT 1) AS taken ON true WHERE taken.id IS NULL`,
    locking: 'SKIP LOCKED',
  }),
};

const ATTEMPTS = 4;

/**
 * Writes one message. A deadlock with somebody who leaves is settled by Postgres against one of the two, who then tries again.
 * @returns null when the sender is not in the chat
 * @throws a unique violation when the id is taken
 */
export async function insertAlone(log: Log, draft: Draft): Promise<Inserted | null> {
  for (let round = 1; ; round++) {
    try {
      return (await insert(log, ALONE, [draft])).get(draft.id) ?? null;
    } catch (error) {
      if (round === ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

/**
 * Writes many messages with one statement.
 * @returns what was written, by the ids of the messages
 */
export async function insertTogether(log: Log, drafts: readonly Draft[]): Promise<ReadonlyMap<string, Inserted>> {
  return insert(log, TOGETHER, drafts);
}

async function insert(
  { database }: Log,
  statement: typeof ALONE,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<string, Inserted>> {
  const { rows } = await database.pool.query<Inserted & { subject_id: string }>({
    ...statement,
    values: [
      drafts.map(({ id }) => id),
      drafts.map(({ chatId }) => chatId),
      drafts.map(({ senderId }) => senderId),
      drafts.map(({ text }) => text),
    ],
  });
  return new Map(rows.map((row) => [row.subject_id, row]));
}
