import { change, type Changed } from '../../events/append.ts';
import type { Membership } from '../../generated/prisma/client.ts';
import { NotFoundError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';
import { ownStay } from '../chat/access.ts';
import { readStay } from '../chat/reading.ts';
import { readMoved } from './events.ts';

export type Read = Readonly<{ membership: Membership; unreadCount: number }>;

/**
 * Moves the viewer's read position forward. A seq behind it changes nothing, one beyond the chat's head counts as the head.
 * @throws {NotFoundError} the viewer is not in the chat
 */
export async function markRead(
  viewer: Viewer,
  { chatId, seq }: { chatId: string; seq: number },
): Promise<Changed<Read>> {
  return change(viewer.log, async (tx, record) => {
    const moved = await tx.$queryRaw<{ id: string }[]>`
      UPDATE membership SET
        read_seq = LEAST(${seq}, chat.last_seq), delivered_seq = GREATEST(delivered_seq, LEAST(${seq}, chat.last_seq))
      FROM chat WHERE chat.id = membership.chat_id AND membership.chat_id = ${chatId}::uuid
        AND membership.user_id = ${viewer.userId}::uuid AND membership.left_at IS NULL
        AND membership.read_seq < LEAST(${seq}, chat.last_seq)
      RETURNING membership.id`;
    const membership = await tx.membership.findFirst({ where: ownStay(viewer, chatId) });
    if (!membership) throw new NotFoundError('chat');
    if (moved.length > 0) await record(readMoved(membership));
    return { membership, hasMoved: moved.length > 0 };
  }).then(async ({ value: { membership, hasMoved }, cursor }) => {
    const { userId, readSeq } = membership;
    if (hasMoved) viewer.signals.tell({ kind: 'ReadPosition', chatId, userId, seq: readSeq });
    const stay = await readStay(viewer, chatId);
    return { value: { membership, unreadCount: stay?.unreadCount ?? 0 }, cursor };
  });
}
