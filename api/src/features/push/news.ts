import type { PoolClient } from 'pg';
import type { News } from '../../events/reader.ts';
import { addJobs, type Job } from '../../platform/jobs.ts';
import { RINGING } from './access.ts';

/**
 * Makes jobs of what the log tells, in the transaction that counts it as read: one for a chat and all that is said in it
 * while the job waits. Only for chats and people that have a device to be rung.
 */
export async function toJobs(client: PoolClient, news: readonly News[], waitMs: number): Promise<void> {
  const said = news.filter(({ kind }) => kind === 'MessageSent').map(({ chatId }) => chatId);
  await addJobs(client, await chatJobs(client, [...new Set(said)], waitMs), { keepTime: true });
  const invitations = await invitationJobs(client, subjectsOf(news, 'InvitationReceived'), waitMs);
  const readings = await readingJobs(client, subjectsOf(news, 'ReadMoved'));
  await addJobs(client, [...invitations, ...readings]);
}

function subjectsOf(news: readonly News[], wanted: string): string[] {
  return [...new Set(news.filter(({ kind }) => kind === wanted).map(({ subjectId }) => subjectId))];
}

async function chatJobs(client: PoolClient, chatIds: readonly (string | null)[], delayMs: number): Promise<Job[]> {
  if (chatIds.length === 0) return [];
  const { rows } = await client.query<{ chat_id: string }>({
    name: 'push-chats',
    text: `SELECT DISTINCT membership.chat_id
      FROM membership JOIN session ON session.user_id = membership.user_id JOIN push_device AS device ON ${RINGING}
      WHERE membership.chat_id = ANY($1::uuid[]) AND membership.left_at IS NULL`,
    values: [chatIds],
  });
  return rows.map(({ chat_id: chatId }) => chatJob(chatId, delayMs));
}

/** To decide for a chat's devices what rings. */
export function chatJob(chatId: string, delayMs: number): Job {
  return { task: 'push-chat', payload: { chatId }, key: `push-chat:${chatId}`, delayMs };
}

/** Devices that show a message of a chat in which everything was read. @param stayIds the stays whose position moved */
async function readingJobs(client: PoolClient, stayIds: readonly string[]): Promise<Job[]> {
  if (stayIds.length === 0) return [];
  const { rows } = await client.query<{ device_id: string; user_id: string; chat_id: string }>({
    name: 'push-read',
    text: `SELECT ring.device_id, session.user_id, ring.chat_id
      FROM membership JOIN session ON session.user_id = membership.user_id JOIN push_device AS device ON ${RINGING}
      JOIN push_ring AS ring ON ring.device_id = device.id AND ring.chat_id = membership.chat_id
      WHERE membership.id = ANY($1::uuid[]) AND ring.rung_seq <= membership.read_seq AND ring.rung_seq > ring.cleared_seq`,
    values: [stayIds],
  });
  return rows.map((row) => deviceJob({ deviceId: row.device_id, userId: row.user_id }, row.chat_id));
}

/** A device, and whose it is. */
export type Rung = Readonly<{ deviceId: string; userId: string }>;
type Repeat = Readonly<{ attempt: number; delayMs: number }>;

/** To bring a device up to date with a chat. */
export function deviceJob({ deviceId, userId }: Rung, chatId: string, { attempt, delayMs }: Repeat = ONCE): Job {
  const payload = { deviceId, chatId, attempt };
  return { task: 'push-device', payload, key: `push-device:${deviceId}:${chatId}`, queue: queueOf(userId), delayMs };
}

async function invitationJobs(client: PoolClient, invitationIds: readonly string[], delayMs: number): Promise<Job[]> {
  if (invitationIds.length === 0) return [];
  const { rows } = await client.query<{ device_id: string; user_id: string; invitation_id: string }>({
    name: 'push-invitations',
    text: `SELECT device.id AS device_id, session.user_id, invitation.id AS invitation_id
      FROM invitation JOIN session ON session.user_id = invitation.invitee_id JOIN push_device AS device ON ${RINGING}
      WHERE invitation.id = ANY($1::uuid[]) AND invitation.status = 'PENDING'`,
    values: [invitationIds],
  });
  return rows.map((row) =>
    invitationJob({ deviceId: row.device_id, userId: row.user_id }, row.invitation_id, { attempt: 1, delayMs }),
  );
}

/** To ring a device for an invitation. */
export function invitationJob({ deviceId, userId }: Rung, invitationId: string, { attempt, delayMs }: Repeat): Job {
  const payload = { deviceId, invitationId, attempt };
  const key = `push-invitation:${deviceId}:${invitationId}`;
  return { task: 'push-invitation', payload, key, queue: queueOf(userId), delayMs };
}

const ONCE: Repeat = { attempt: 1, delayMs: 0 };

/** However many people there are: who looks for a job locks all queues that are idle. */
const QUEUES = 64;

/** One letter at a time for each person: two nodes never ring a device for the same message, and nobody takes all places. */
export function queueOf(userId: string): string {
  // What a UUIDv7 ends with is random.
  return `push-${Number.parseInt(userId.slice(-4), 16) % QUEUES}`;
}
