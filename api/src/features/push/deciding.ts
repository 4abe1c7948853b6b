import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../../platform/database.ts';
import { addJobs } from '../../platform/jobs.ts';
import { RINGING } from './access.ts';
import type { Means } from './means.ts';
import { chatJob, deviceJob } from './news.ts';
import { recordDecision } from './outcomes.ts';

type Row = Readonly<{
  device_id: string;
  user_id: string;
  read_seq: number;
  /** Whether the person of the device wrote the newest message. */
  own: boolean;
  /** The newest message of somebody else that the device was not rung for yet. */
  seq: number | null;
}>;

type Deciding = Pick<Means, 'pool' | 'waitMs'>;

/**
 * Decides for each device of a chat's members whether it rings: for what was said by others, has had its time to be
 * seen, and was not read. What is open somewhere counts for nothing.
 */
export async function decideChat({ pool, waitMs }: Deciding, { chatId }: Readonly<{ chatId: string }>): Promise<void> {
  // First what still waits: what comes due in between is then seen twice. The other way round it would never be.
  const nextMs = await untilNext(pool, chatId, waitMs);
  const rows = await readDevices(pool, chatId, waitMs);
  const unread = rows.filter((row) => isUnread(row));
  const rest = rows.filter((row) => !isUnread(row));
  const idsOf = (some: readonly Row[]) => some.map((row) => row.device_id);
  await recordDecision(pool, idsOf(rest.filter(({ own }) => own)), 'OWN_MESSAGE');
  await recordDecision(pool, idsOf(rest.filter(({ seq, own }) => seq !== null && !own)), 'SEEN_ELSEWHERE');
  await inTransaction(pool, async (client) => {
    // The chat's job before those of devices, as whoever reads the log does: neither waits for the other in a circle.
    if (nextMs !== null) await addJobs(client, [chatJob(chatId, nextMs)], { keepTime: true });
    await ring(client, chatId, unread);
    await addJobs(
      client,
      unread.map((row) => deviceJob({ deviceId: row.device_id, userId: row.user_id }, chatId)),
    );
  });
}

function isUnread({ seq, read_seq: readSeq }: Row): boolean {
  return seq !== null && seq > readSeq;
}

/** Who has written this many since has seen what was before. */
const LOOK_BACK = 1_000;

/** In a chat, created_at never decreases with seq: what is not after a message that is due is due. */
async function readDevices(pool: Pool, chatId: string, waitMs: number): Promise<Row[]> {
  const { rows } = await pool.query<Row>({
    name: 'push-decide',
    text: `WITH newest AS MATERIALIZED (
        SELECT seq, sender_id FROM message
        WHERE chat_id = $1 AND kind = 'TEXT' AND created_at <= now() - $2::float8 * interval '1 millisecond' ORDER BY seq DESC LIMIT 1
      )
      SELECT device.id AS device_id, membership.user_id, membership.read_seq, newest.sender_id IS NOT DISTINCT FROM membership.user_id AS own, other.seq
      FROM newest CROSS JOIN membership
      JOIN session ON session.user_id = membership.user_id JOIN push_device AS device ON ${RINGING}
      LEFT JOIN push_ring AS ring ON ring.device_id = device.id AND ring.chat_id = membership.chat_id
      LEFT JOIN LATERAL (
        SELECT message.seq FROM message WHERE message.chat_id = membership.chat_id AND message.seq <= newest.seq
          AND message.seq > GREATEST(membership.visible_after, ring.rung_seq, newest.seq - ${LOOK_BACK})
          AND message.kind = 'TEXT' AND message.sender_id IS DISTINCT FROM membership.user_id
          AND message.created_at >= device.created_at
        ORDER BY message.seq DESC LIMIT 1
      ) AS other ON true
      WHERE membership.chat_id = $1 AND membership.left_at IS NULL
      ORDER BY device.id`,
    values: [chatId, waitMs],
  });
  return rows;
}

/** When the first of the messages that still wait is due; null when none waits. */
async function untilNext(pool: Pool, chatId: string, waitMs: number): Promise<number | null> {
  const { rows } = await pool.query<{ wait_ms: number }>({
    name: 'push-next',
    text: `SELECT ceil(extract(epoch FROM created_at - now()) * 1000 + $2::float8)::int AS wait_ms FROM message
      WHERE chat_id = $1 AND kind = 'TEXT' AND created_at > now() - $2::float8 * interval '1 millisecond' AND seq > coalesce((
        SELECT seq FROM message
        WHERE chat_id = $1 AND kind = 'TEXT' AND created_at <= now() - $2::float8 * interval '1 millisecond' ORDER BY seq DESC LIMIT 1
      ), 0)
      ORDER BY seq LIMIT 1`,
    values: [chatId, waitMs],
  });
  return rows[0] ? Math.max(1, rows[0].wait_ms) : null;
}

async function ring(client: PoolClient, chatId: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'push-ring',
    text: `INSERT INTO push_ring (device_id, chat_id, rung_seq)
      SELECT asked.device_id, $1, asked.seq FROM unnest($2::uuid[], $3::int[]) AS asked (device_id, seq)
      JOIN push_device ON push_device.id = asked.device_id
      ON CONFLICT (device_id, chat_id) DO UPDATE SET rung_seq = GREATEST(push_ring.rung_seq, EXCLUDED.rung_seq)`,
    values: [chatId, rows.map((row) => row.device_id), rows.map(({ seq }) => seq)],
  });
}
