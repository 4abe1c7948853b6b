import { change, type Changed } from '../../events/append.ts';
import type { Chat } from '../../generated/prisma/client.ts';
import { isUniqueViolation, type Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { ConflictError, ForbiddenError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';
import { lockAsMember } from '../chat/access.ts';
import { admit } from '../chat/admission.ts';
import { findInvitees, inviteAll, type Outcome } from './inviting.ts';

type Group = Readonly<{ id?: string | null | undefined; title: string; usernames: readonly string[] }>;

/**
 * Makes a group, with the viewer as its owner, and invites people into it. The same id again finds the group that was
 * made, and invites who is not invited yet.
 * @throws {ConflictError} the id belongs to another chat
 */
export async function createGroup(
  viewer: Viewer,
  { id, title, usernames }: Group,
): Promise<Changed<{ chat: Chat; invited: Outcome[] }>> {
  const invitees = await findInvitees(viewer, usernames);
  const chatId = id ?? newId();
  const make = (): ReturnType<typeof createGroup> =>
    change(viewer.log, async (tx, record) => {
      const { userId } = viewer;
      if (!(await wasMade(tx, viewer, { chatId, title }))) {
        await tx.chat.create({ data: { id: chatId, kind: 'GROUP', title } });
        await admit(tx, record, { chatId, userId, role: 'OWNER', notice: 'GROUP_CREATED', visibleAfter: null });
      }
      const invited = await inviteAll(tx, record, { chatId, inviterId: userId }, invitees);
      return { chat: await tx.chat.findUniqueOrThrow({ where: { id: chatId } }), invited };
    });
  return make().catch((error: unknown) => {
    // Another try of the same was quicker: what it made is found now.
    if (isUniqueViolation(error)) return make();
    throw error;
  });
}

/** Whether this group was made by an earlier try. @throws {ConflictError} @throws {NotFoundError} the viewer has left it */
async function wasMade(
  tx: Transaction,
  viewer: Viewer,
  { chatId, title }: { chatId: string; title: string },
): Promise<boolean> {
  const chat = await tx.chat.findUnique({ where: { id: chatId } });
  if (chat === null) return false;
  const made = await tx.message.findFirst({ where: { chatId, notice: 'GROUP_CREATED', senderId: viewer.userId } });
  if (made === null || chat.title !== title) {
    throw new ConflictError('This id belongs to another chat. Make the group with a new one.');
  }
  await lockAsMember(tx, viewer, chatId);
  return true;
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
