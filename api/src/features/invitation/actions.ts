import { change, type Changed } from '../../events/append.ts';
import type { Chat } from '../../generated/prisma/client.ts';
import { newId } from '../../platform/ids.ts';
import { ForbiddenError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';
import { lockAsMember } from '../chat/access.ts';
import { admit } from '../chat/admission.ts';
import { findInvitees, inviteAll, type Outcome } from './inviting.ts';

/** Makes a group, with the viewer as its owner, and invites people into it. */
export async function createGroup(
  viewer: Viewer,
  { title, usernames }: { title: string; usernames: readonly string[] },
): Promise<Changed<{ chat: Chat; invited: Outcome[] }>> {
  const invitees = await findInvitees(viewer, usernames);
  return change(viewer.log, async (tx, record) => {
    const chatId = newId();
    await tx.chat.create({ data: { id: chatId, kind: 'GROUP', title } });
    const { userId } = viewer;
    await admit(tx, record, { chatId, userId, role: 'OWNER', notice: 'GROUP_CREATED', visibleAfter: null });
    const invited = await inviteAll(tx, record, { chatId, inviterId: userId }, invitees);
    return { chat: await tx.chat.findUniqueOrThrow({ where: { id: chatId } }), invited };
  });
}

/**
 * Invites people into a group that the viewer is in.
 * @throws {NotFoundError}
 * @throws {ForbiddenError} for a private chat
 */
export async function inviteToChat(
  viewer: Viewer,
  { chatId, usernames }: { chatId: string; usernames: readonly string[] },
): Promise<Changed<Outcome[]>> {
  const invitees = await findInvitees(viewer, usernames);
  return change(viewer.log, async (tx, record) => {
    await lockAsMember(tx, viewer, chatId);
    const { kind } = await tx.chat.findUniqueOrThrow({ where: { id: chatId }, select: { kind: true } });
    if (kind === 'PRIVATE')
      throw new ForbiddenError('A private chat stays between two people. Make a group to talk with more.');
    return inviteAll(tx, record, { chatId, inviterId: viewer.userId }, invitees);
  });
}
