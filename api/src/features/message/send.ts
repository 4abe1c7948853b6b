import type pg from 'pg';
import { livePosition, tell, type Changed } from '../../events/append.ts';
import { sealCursor } from '../../events/cursor.ts';
import { toEntry } from '../../events/entry.ts';
import { birthPosition, now } from '../../events/replay.ts';
import { isRetryable, isUniqueViolation } from '../../platform/database.ts';
import { reached } from '../../platform/failpoints.ts';
import { ConflictError, NotFoundError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';
import { MESSAGE_SENT } from '../chat/events.ts';
import { toPerson } from '../user/person.ts';
import type { MessageRow } from './rows.ts';

export type Draft = Readonly<{ id: string; chatId: string; text: string }>;
export type Sent = Readonly<{ message: MessageRow; replayed: boolean }>;

/**
 * Sends a message: one statement, one round trip. The same id again returns the first result.
 * @throws {NotFoundError} the viewer is not in the chat
 * @throws {ConflictError} the id belongs to another message
 */
export async function sendMessage(viewer: Viewer, draft: Draft): Promise<Changed<Sent>> {
  const sent = await insert(viewer, draft).catch((error: unknown) => {
    if (isUniqueViolation(error)) return 'TAKEN' as const;
    throw error;
  });
  if (sent !== 'TAKEN' && sent !== null) return sent;
  // Also who has left since may learn that an earlier try had arrived.
  const earlier = await earlierResult(viewer, draft);
  if (earlier) return earlier;
  if (sent === null) throw new NotFoundError('chat');
  throw new ConflictError('This id belongs to another message. Send with a new one.');
}

type Row = Readonly<{
  seq: number;
  created_at: Date;
  log_id: string;
  xmin: string;
  username: string;
  display_name: string;
  member_since: Date;
}>;

/**
 * The member row is locked before the chat row, as leaving does: a leave that commits first leaves nothing to lock, one
 * that comes later waits. The chat row's lock gives the seq. A second use of the id aborts the whole statement, so that
 * no seq is burnt.
 */
const SEND = `
  WITH member AS (
    SELECT chat_id FROM membership WHERE chat_id = $2 AND user_id = $3 AND left_at IS NULL FOR SHARE
  ), head AS (
    UPDATE chat SET last_seq = last_seq + 1, last_activity_at = GREATEST(last_activity_at, clock_timestamp())
    FROM member WHERE chat.id = member.chat_id RETURNING chat.id, chat.last_seq, chat.last_activity_at
  ), sent AS (
    INSERT INTO message (id, chat_id, seq, kind, sender_id, text, created_at)
    SELECT $1, head.id, head.last_seq, 'TEXT', $3, $4, head.last_activity_at FROM head
    RETURNING id, chat_id, seq, created_at
  ), told AS (
    INSERT INTO log (kind, chat_id, seq, subject_id, at)
    SELECT '${MESSAGE_SENT}', sent.chat_id, sent.seq, sent.id, sent.created_at FROM sent
    RETURNING seq, at AS created_at, id::text AS log_id
  )
  SELECT told.*, pg_snapshot_xmin(pg_current_snapshot())::text AS xmin,
    sender.username, sender.display_name, sender.created_at AS member_since
  FROM told JOIN "user" AS sender ON sender.id = $3`;

const ATTEMPTS = 4;

async function insert(viewer: Viewer, draft: Draft): Promise<Changed<Sent> | null> {
  const { log, userId } = viewer;
  reached('send.begins');
  const { rows } = await again(() =>
    log.database.pool.query<Row>({
      name: 'message-send',
      text: SEND,
      values: [draft.id, draft.chatId, userId, draft.text],
    }),
  );
  const [row] = rows;
  if (!row) return null;
  reached('send.committed');
  const birth = birthPosition(row.xmin, row.log_id);
  const { seq, created_at: createdAt } = row;
  const sender = toPerson({
    id: userId,
    username: row.username,
    displayName: row.display_name,
    createdAt: row.member_since,
  });
  const message: MessageRow = { ...draft, seq, createdAt, kind: 'TEXT', notice: null, senderId: userId, sender };
  const written = { ...UNADDRESSED, id: row.log_id, chat_id: draft.chatId, seq, subject_id: draft.id, at: createdAt };
  // Listeners on this node need not read again what we have at hand.
  tell(log, { ...toEntry(written, birth), subject: message });
  reached('send.told');
  return { value: { message, replayed: false }, cursor: sealCursor(livePosition(log, birth), log.identity) };
}

const UNADDRESSED = { kind: MESSAGE_SENT, user_id: null, admits: null, dismisses: null };

/** A deadlock with somebody who leaves is settled by Postgres against one of the two, who then tries again. */
async function again(run: () => Promise<pg.QueryResult<Row>>): Promise<pg.QueryResult<Row>> {
  for (let round = 1; ; round++) {
    try {
      return await run();
    } catch (error) {
      if (round === ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

/** The message as it was first taken, if an earlier try of the same send had arrived. */
async function earlierResult(viewer: Viewer, draft: Draft): Promise<Changed<Sent> | null> {
  const cursor = sealCursor(await now(viewer.log), viewer.log.identity);
  const message = await viewer.log.database.prisma.message.findUnique({ where: { id: draft.id } });
  const same = message?.senderId === viewer.userId && message.chatId === draft.chatId && message.text === draft.text;
  return message && same ? { value: { message, replayed: true }, cursor } : null;
}
