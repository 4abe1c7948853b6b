import { inTransaction } from '../../platform/database.ts';
import { addJobs } from '../../platform/jobs.ts';
import { countUnread } from '../chat/reading.ts';
import { RINGING } from './access.ts';
import { invitationLetter } from './letters.ts';
import { deliver, isGivenUp, pauseAfter, REST_MS, type Addressee, type Means } from './means.ts';
import { invitationJob } from './news.ts';
import { recordDelivery } from './outcomes.ts';

type Task = Readonly<{ deviceId: string; invitationId: string; attempt: number }>;

/** Rings a device for an invitation that nobody has answered yet. */
export async function inviteDevice(means: Means, { deviceId, invitationId, attempt }: Task): Promise<void> {
  const { pool } = means;
  const state = await readState(means, deviceId, invitationId);
  if (!state) return;
  const { preview: kind, sender, title, user_id: userId } = state;
  const again = (next: number, delayMs: number) =>
    invitationJob({ deviceId, userId }, invitationId, { attempt: next, delayMs });
  if (state.rest_ms !== null && state.rest_ms > 0) return addJobs(pool, [again(attempt, state.rest_ms)]);
  const unread = await countUnread(pool, userId);
  const letter = invitationLetter(deviceId, invitationId, { kind, unread, sender, title });
  const delivery = await deliver(means, 'INVITATION', state, letter);
  const pauseMs = pauseAfter(delivery, attempt);
  await inTransaction(pool, async (client) => {
    await recordDelivery(client, deviceId, { delivery, pauseMs });
    if (pauseMs !== null && !isGivenUp(attempt)) await addJobs(client, [again(attempt + 1, pauseMs)]);
  });
}

/** Null when there is nothing to be done: the device or its session has ended, or the invitation was answered. */
async function readState({ pool }: Means, deviceId: string, invitationId: string): Promise<Addressee | null> {
  const { rows } = await pool.query<Addressee>({
    name: 'push-invitation-state',
    text: `SELECT device.endpoint, device.p256dh, device.auth, device.preview, session.user_id,
        ${REST_MS}, inviter.display_name AS sender, chat.title
      FROM push_device AS device JOIN session ON ${RINGING}
      JOIN invitation ON invitation.id = $2 AND invitation.invitee_id = session.user_id AND invitation.status = 'PENDING'
      JOIN "user" AS inviter ON inviter.id = invitation.inviter_id JOIN chat ON chat.id = invitation.chat_id
      WHERE device.id = $1`,
    values: [deviceId, invitationId],
  });
  return rows[0] ?? null;
}
