import { change, type Changed, type Record } from '../../events/append.ts';
import type { Invitation, InvitationStatus, Membership } from '../../generated/prisma/client.ts';
import type { Transaction } from '../../platform/database.ts';
import { ConflictError, NotFoundError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';
import { lockChat, ownStay } from '../chat/access.ts';
import { admit, privateHistoryOf } from '../chat/admission.ts';
import { invitationResolved } from './events.ts';

type Answer = Exclude<InvitationStatus, 'PENDING'>;

/**
 * Says yes: the viewer becomes a member. Saying it again, on another device perhaps, has the same success.
 * @throws {NotFoundError} no such invitation to the viewer
 * @throws {ConflictError} it was declined or withdrawn before, or the viewer has left since
 */
export async function acceptInvitation(viewer: Viewer, invitationId: string): Promise<Changed<Membership>> {
  return change(viewer.log, async (tx, record) => {
    const invitation = await find(tx, { id: invitationId, inviteeId: viewer.userId });
    await lockChat(tx, invitation.chatId);
    const own = ownStay(viewer, invitation.chatId);
    if (await settle(tx, record, invitation, 'ACCEPTED')) {
      const { kind } = await tx.chat.findUniqueOrThrow({ where: { id: own.chatId }, select: { kind: true } });
      const visibleAfter = kind === 'PRIVATE' ? await privateHistoryOf(tx, own.chatId, own.userId) : null;
      const { chatId, userId } = own;
      return admit(tx, record, { chatId, userId, role: 'MEMBER', notice: 'MEMBER_JOINED', visibleAfter });
    }
    const membership = await tx.membership.findFirst({ where: own });
    if (!membership) throw new ConflictError('You accepted this invitation before and have left the chat since.');
    return membership;
  });
}

/**
 * Says no. The chat is told nothing.
 * @throws {NotFoundError} no such invitation to the viewer
 * @throws {ConflictError} it was accepted or withdrawn before
 */
export async function declineInvitation(viewer: Viewer, invitationId: string): Promise<Changed<Invitation>> {
  return change(viewer.log, async (tx, record) => {
    const invitation = await find(tx, { id: invitationId, inviteeId: viewer.userId });
    await settle(tx, record, invitation, 'DECLINED');
    return tx.invitation.findUniqueOrThrow({ where: { id: invitationId } });
  });
}

/**
 * Takes back an invitation that the viewer sent.
 * @throws {NotFoundError} no such invitation by the viewer
 * @throws {ConflictError} it was answered before
 */
export async function cancelInvitation(viewer: Viewer, invitationId: string): Promise<Changed<Invitation>> {
  return change(viewer.log, async (tx, record) => {
    const invitation = await find(tx, { id: invitationId, inviterId: viewer.userId });
    await settle(tx, record, invitation, 'CANCELLED');
    return tx.invitation.findUniqueOrThrow({ where: { id: invitationId } });
  });
}

async function find(
  tx: Transaction,
  where: { id: string; inviteeId?: string; inviterId?: string },
): Promise<Invitation> {
  const invitation = await tx.invitation.findFirst({ where });
  if (!invitation) throw new NotFoundError('invitation');
  return invitation;
}

/**
 * Moves an invitation out of PENDING, once: of two who try at the same time the second finds it moved.
 * @returns whether this call moved it; false when it stood there already
 * @throws {ConflictError} it stands elsewhere
 */
async function settle(tx: Transaction, record: Record, { id }: Invitation, status: Answer): Promise<boolean> {
  const [settled] = await tx.invitation.updateManyAndReturn({
    where: { id, status: 'PENDING' },
    data: { status, respondedAt: new Date() },
  });
  if (settled) {
    await record(...invitationResolved(settled));
    return true;
  }
  const { status: present } = await tx.invitation.findUniqueOrThrow({ where: { id }, select: { status: true } });
  if (present !== status) throw new ConflictError(STANDING[present]);
  return false;
}

const STANDING: Readonly<{ [status in InvitationStatus]: string }> = {
  PENDING: 'This invitation is being answered elsewhere. Try again.',
  ACCEPTED: 'This invitation was accepted already.',
  DECLINED: 'This invitation was declined already.',
  CANCELLED: 'This invitation was withdrawn.',
};
