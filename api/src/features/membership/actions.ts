import { change, takePlaces, type Changed, type Record } from '../../events/append.ts';
import type { Membership } from '../../generated/prisma/client.ts';
import type { Transaction } from '../../platform/database.ts';
import { NotFoundError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';
import { lockChat } from '../chat/access.ts';
import { memberLeft, roleChanged } from '../chat/events.ts';
import { writeNotice } from '../chat/notices.ts';
import { invitationResolved } from '../invitation/events.ts';

/**
 * Takes the viewer out of a chat. When the last owner leaves, the longest serving admin, else member, becomes one;
 * a chat that nobody is in any more ends with its messages and its open invitations.
 * @returns the id of the chat
 * @throws {NotFoundError} the viewer is not in it
 */
export async function leaveChat(viewer: Viewer, chatId: string): Promise<Changed<string>> {
  return change(viewer.log, async (tx, record) => {
    await lockMembers(tx, chatId);
    await lockChat(tx, chatId);
    const present = await tx.membership.findMany({ where: { chatId, leftAt: null }, orderBy: { id: 'asc' } });
    const own = present.find(({ userId }) => userId === viewer.userId);
    if (!own) throw new NotFoundError('chat');
    const others = present.filter((stay) => stay !== own);
    await goOut(tx, record, own, others);
    if (others.length === 0) await endChat(tx, record, chatId);
    return chatId;
  });
}

/** Memberships before the chat, as sending does; by id, so that two who leave never wait for each other in a circle. */
async function lockMembers(tx: Transaction, chatId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM membership WHERE chat_id = ${chatId}::uuid AND left_at IS NULL ORDER BY id FOR UPDATE`;
}

async function goOut(tx: Transaction, record: Record, own: Membership, others: readonly Membership[]): Promise<void> {
  const heir = heirOf(own, others);
  const { chatId, userId: senderId } = own;
  const { first, at } = await takePlaces(tx, chatId, 1 + (others.length > 0 ? 1 : 0) + (heir ? 1 : 0));
  await tx.membership.update({ where: { id: own.id }, data: { leftAt: at, leaveSeq: first } });
  await record(memberLeft(own, first));
  if (others.length > 0) await writeNotice(tx, record, { chatId, seq: first + 1, at, notice: 'MEMBER_LEFT', senderId });
  if (!heir) return;
  await tx.membership.update({ where: { id: heir.id }, data: { role: 'OWNER' } });
  await record(roleChanged(heir, first + 2));
}

/** Who becomes owner when this one leaves; undefined when an owner remains or nobody does. Oldest stays come first. */
function heirOf(own: Membership, others: readonly Membership[]): Membership | undefined {
  if (own.role !== 'OWNER' || others.some(({ role }) => role === 'OWNER')) return undefined;
  return others.find(({ role }) => role === 'ADMIN') ?? others[0];
}

/** The row stays, so that the log can tell the last devices of the end; all that was said goes. */
async function endChat(tx: Transaction, record: Record, chatId: string): Promise<void> {
  await tx.message.deleteMany({ where: { chatId } });
  await tx.chat.update({ where: { id: chatId }, data: { title: null, deletedAt: new Date() } });
  const cancelled = await tx.invitation.updateManyAndReturn({
    where: { chatId, status: 'PENDING' },
    data: { status: 'CANCELLED', respondedAt: new Date() },
  });
  for (const invitation of cancelled) await record(...invitationResolved(invitation));
}
