import type { PoolClient } from 'pg';
import { inTransaction } from '../../platform/database.ts';
import { addJobs } from '../../platform/jobs.ts';
import type { Delivery } from '../../platform/push/courier.ts';
import { countUnread } from '../chat/reading.ts';
import { RINGING } from './access.ts';
import { messageLetter, readLetter } from './letters.ts';
import { deliver, isGivenUp, pauseAfter, REST_MS, type Addressee, type Means } from './means.ts';
import { deviceJob } from './news.ts';
import { recordDecision, recordDelivery } from './outcomes.ts';

type Task = Readonly<{ deviceId: string; chatId: string; attempt: number }>;

/** How a device and a chat stand to each other at this moment. */
type State = Addressee &
  Readonly<{
    rung_seq: number;
    sent_seq: number;
    cleared_seq: number;
    read_seq: number;
    message_id: string | null;
    text: string | null;
  }>;

/**
 * Brings a device up to date with a chat: rings for the newest message that is to ring, or takes away what was shown and
 * has been read. It looks at how things stand and not at what it was called for, so it may be called as often as one likes.
 */
export async function settleDevice(means: Means, task: Task): Promise<void> {
  await awaitDecision(means, task);
  const state = await readState(means, task);
  if (!state) return;
  if (state.rest_ms !== null && state.rest_ms > 0) return addJobs(means.pool, [again(task, state, state.rest_ms)]);
  if (state.read_seq >= state.rung_seq) return clear(means, task, state);
  if (state.sent_seq < state.rung_seq) await ring(means, task, state);
}

/**
 * A decision raises the ring and renews the job in one transaction. A job that is picked up at that moment is not renewed:
 * it must see the ring as it is afterwards. In a statement of its own, for the next one then reads everything anew.
 */
async function awaitDecision({ pool }: Means, { deviceId, chatId }: Task): Promise<void> {
  await pool.query({
    name: 'push-decided',
    text: 'SELECT 1 FROM push_ring WHERE device_id = $1 AND chat_id = $2 FOR SHARE',
    values: [deviceId, chatId],
  });
}

async function ring(means: Means, task: Task, state: State): Promise<void> {
  const { deviceId, chatId } = task;
  if (state.message_id === null || state.text === null) return;
  const { rung_seq: seq, preview: kind, sender, title, text } = state;
  const place = { deviceId, chatId, seq, unread: await countUnread(means.pool, state.user_id) };
  const letter = messageLetter(place, state.message_id, { kind, sender, title, text });
  const delivery = await deliver(means, 'MESSAGE', state, letter);
  await inTransaction(means.pool, async (client) => {
    await recordDecision(client, [deviceId], delivery.failure === null ? 'RANG' : 'FAILED');
    await conclude(client, task, { state, delivery, sent: seq, cleared: 0 });
  });
}

/** Apple takes the permission from an app that is told something three times without showing it. */
const SHOWS_EVERYTHING = /\.push\.apple\.com$/;

async function clear(means: Means, task: Task, state: State): Promise<void> {
  const { deviceId, chatId } = task;
  const { pool } = means;
  const { sent_seq: sent, rung_seq: rung } = state;
  if (sent < rung) await recordDecision(pool, [deviceId], 'SEEN_ELSEWHERE');
  const isShown = sent > state.cleared_seq && !SHOWS_EVERYTHING.test(new URL(state.endpoint).hostname);
  if (!isShown) return moveRing(pool, task, { sent: rung, cleared: rung });
  const place = {
    deviceId,
    chatId,
    seq: rung,
    unread: await countUnread(pool, state.user_id),
  };
  const delivery = await deliver(means, 'READ', state, readLetter(place));
  await inTransaction(pool, (client) => conclude(client, task, { state, delivery, sent: rung, cleared: rung }));
}

type Positions = Readonly<{ sent: number; cleared: number }>;

type Outcome = Positions & Readonly<{ state: State; delivery: Delivery }>;

async function conclude(client: PoolClient, task: Task, { state, delivery, ...reached }: Outcome): Promise<void> {
  const pauseMs = pauseAfter(delivery, task.attempt);
  await recordDelivery(client, task.deviceId, { delivery, pauseMs });
  if (delivery.failure === null) return moveRing(client, task, reached);
  if (pauseMs === null || isGivenUp(task.attempt)) return;
  await addJobs(client, [again({ ...task, attempt: task.attempt + 1 }, state, pauseMs)]);
}

function again({ deviceId, chatId, attempt }: Task, { user_id: userId }: State, delayMs: number) {
  return deviceJob({ deviceId, userId }, chatId, { attempt, delayMs });
}

async function moveRing(
  client: Pick<PoolClient, 'query'>,
  { deviceId, chatId }: Task,
  { sent, cleared }: Positions,
): Promise<void> {
  await client.query({
    name: 'push-moved',
    text: `UPDATE push_ring SET sent_seq = GREATEST(sent_seq, $3), cleared_seq = GREATEST(cleared_seq, $4)
      WHERE device_id = $1 AND chat_id = $2`,
    values: [deviceId, chatId, sent, cleared],
  });
}

/** Null when there is nothing to be done: the device, its session or the stay in the chat has ended. */
async function readState({ pool }: Means, { deviceId, chatId }: Task): Promise<State | null> {
  const { rows } = await pool.query<State>({
    name: 'push-state',
    text: `SELECT device.endpoint, device.p256dh, device.auth, device.preview, session.user_id, ring.rung_seq, ring.sent_seq,
        ring.cleared_seq, membership.read_seq, ${REST_MS},
        message.id AS message_id, message.text, sender.display_name AS sender, chat.title
      FROM push_ring AS ring JOIN push_device AS device ON device.id = ring.device_id JOIN session ON ${RINGING}
      JOIN membership ON membership.chat_id = ring.chat_id AND membership.user_id = session.user_id AND membership.left_at IS NULL
      JOIN chat ON chat.id = ring.chat_id
      LEFT JOIN message ON message.chat_id = ring.chat_id AND message.seq = ring.rung_seq
      LEFT JOIN "user" AS sender ON sender.id = message.sender_id
      WHERE ring.device_id = $1 AND ring.chat_id = $2`,
    values: [deviceId, chatId],
  });
  return rows[0] ?? null;
}
