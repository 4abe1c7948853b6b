import type { Pool } from 'pg';
import type { Leftovers, Truth, TrueChat } from '../checker/evidence.ts';

type ChatRow = { id: string; last_seq: number };
type LogRow = { chat_id: string; seq: number; kind: string; subject_id: string; dismisses: string | null };
type MessageRow = { chat_id: string; id: string; seq: number; sender_id: string | null; text: string };
type StayRow = {
  chat_id: string;
  user_id: string;
  visible_after: number;
  leave_seq: number | null;
  read_seq: number;
  join_seq: number;
};
type InvitationRow = { chat_id: string; invitee_id: string; status: string };

/** All that the primary holds of these chats, in one snapshot. */
export async function readTruth(pool: Pool, chatIds: readonly string[]): Promise<Truth> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const read = async <Row extends object>(sql: string) => (await client.query<Row>(sql, [chatIds])).rows;
    const chats = await read<ChatRow>('SELECT id, last_seq FROM chat WHERE id = ANY($1::uuid[])');
    const log = await read<LogRow>(
      'SELECT chat_id, seq, kind, subject_id, dismisses FROM log WHERE chat_id = ANY($1::uuid[]) ORDER BY chat_id, seq',
    );
    const messages = await read<MessageRow>(
      'SELECT chat_id, id, seq, sender_id, text FROM message WHERE chat_id = ANY($1::uuid[])',
    );
    const stays = await read<StayRow>(
      `SELECT membership.chat_id, membership.user_id, visible_after, leave_seq, read_seq, log.seq AS join_seq
       FROM membership JOIN log ON log.kind = 'MemberJoined' AND log.subject_id = membership.id
       WHERE membership.chat_id = ANY($1::uuid[])`,
    );
    const invitations = await read<InvitationRow>(
      'SELECT chat_id, invitee_id, status FROM invitation WHERE chat_id = ANY($1::uuid[])',
    );
    await client.query('COMMIT');
    return {
      chats: assemble(chats, log, messages),
      stays: stays.map((row) => ({
        chatId: row.chat_id,
        userId: row.user_id,
        visibleAfter: row.visible_after,
        joinSeq: row.join_seq,
        leaveSeq: row.leave_seq,
        readSeq: row.read_seq,
      })),
      invitations: invitations.map((row) => ({
        chatId: row.chat_id,
        inviteeId: row.invitee_id,
        status: row.status,
      })),
    };
  } finally {
    client.release();
  }
}

function assemble(chats: ChatRow[], log: LogRow[], messages: MessageRow[]): TrueChat[] {
  const logs = Map.groupBy(log, ({ chat_id: chatId }) => chatId);
  const said = Map.groupBy(messages, ({ chat_id: chatId }) => chatId);
  return chats.map(({ id, last_seq: lastSeq }) => ({
    id,
    lastSeq,
    log: (logs.get(id) ?? []).map((row) => ({
      seq: row.seq,
      type: row.kind,
      subject: row.dismisses ?? row.subject_id,
    })),
    messages: (said.get(id) ?? []).map((row) => ({
      id: row.id,
      seq: row.seq,
      sender: row.sender_id,
      text: row.text,
    })),
  }));
}

/** Where a chat stands for one of its members. */
export type Standing = Readonly<{ lastSeq: number; readSeq: number }>;

/** For each person the chats they are in at present. */
export async function readStandings(
  pool: Pool,
  chatIds: readonly string[],
): Promise<Map<string, Map<string, Standing>>> {
  const { rows } = await pool.query<{ chat_id: string; user_id: string; last_seq: number; read_seq: number }>(
    `SELECT membership.chat_id, membership.user_id, chat.last_seq, membership.read_seq
     FROM membership JOIN chat ON chat.id = membership.chat_id
     WHERE left_at IS NULL AND membership.chat_id = ANY($1::uuid[])`,
    [chatIds],
  );
  const standings = new Map<string, Map<string, Standing>>();
  for (const { chat_id: chatId, user_id: userId, last_seq: lastSeq, read_seq: readSeq } of rows) {
    const own = standings.get(userId) ?? new Map<string, Standing>();
    standings.set(userId, own.set(chatId, { lastSeq, readSeq }));
  }
  return standings;
}

export async function readLeftovers(pool: Pool): Promise<Leftovers> {
  const { rows } = await pool.query<{ idle: number; waiting: number }>(
    `SELECT count(*) FILTER (WHERE state = 'idle in transaction' AND state_change < now() - interval '5 s')::int AS idle,
       count(*) FILTER (WHERE wait_event_type = 'Lock' AND state_change < now() - interval '5 s')::int AS waiting
     FROM pg_stat_activity WHERE datname = current_database()`,
  );
  return { idleInTransaction: rows[0]?.idle ?? 0, waitingForLocks: rows[0]?.waiting ?? 0 };
}
