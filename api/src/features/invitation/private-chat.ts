import { change, type Changed, type Record } from '../../events/append.ts';
import type { Chat, User } from '../../generated/prisma/client.ts';
import { isUniqueViolation, type Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { InputError, NotFoundError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';
import { lockChat } from '../chat/access.ts';
import { admit, privateHistoryOf } from '../chat/admission.ts';
import { invitationResolved } from './events.ts';
import { findInvitees, inviteAll } from './inviting.ts';

type Made = Readonly<{ chat: Chat; created: boolean }>;

/**
 * The private chat with a person: exactly one for each pair, whoever asks first. The viewer is in it afterwards and the
 * other one is invited, unless they are in it already. If the other one has invited the viewer, then asking is a yes.
 * @throws {NotFoundError} no such person
 * @throws {InputError} it is the viewer
 */
export async function createPrivateChat(viewer: Viewer, { username }: { username: string }): Promise<Changed<Made>> {
  const [other] = (await findInvitees(viewer, [username])).values();
  if (!other) throw new NotFoundError('person');
  if (other.id === viewer.userId) {
    throw new InputError([{ path: ['username'], message: 'This is your own username. Enter somebody else’s.' }]);
  }
  try {
    return await change(viewer.log, (tx, record) => open(tx, record, viewer.userId, other));
  } catch (error) {
    // The other one made the chat at the same moment: now it is there to be found.
    if (isUniqueViolation(error)) return change(viewer.log, (tx, record) => open(tx, record, viewer.userId, other));
    throw error;
  }
}

async function open(tx: Transaction, record: Record, userId: string, other: User): Promise<Made> {
  const [pairLowId = userId, pairHighId = userId] = [userId, other.id].sort();
  const found = await tx.chat.findFirst({ where: { pairLowId, pairHighId, deletedAt: null }, select: { id: true } });
  const chatId = found?.id ?? newId();
  if (found) {
    await lockChat(tx, chatId);
    const { deletedAt } = await tx.chat.findUniqueOrThrow({ where: { id: chatId }, select: { deletedAt: true } });
    if (deletedAt !== null) return open(tx, record, userId, other);
  } else await tx.chat.create({ data: { id: chatId, kind: 'PRIVATE', pairLowId, pairHighId } });
  await comeIn(tx, record, chatId, userId);
  await inviteAll(tx, record, { chatId, inviterId: userId }, new Map([[other.username, other]]));
  return { chat: await tx.chat.findUniqueOrThrow({ where: { id: chatId } }), created: found === null };
}

async function comeIn(tx: Transaction, record: Record, chatId: string, userId: string): Promise<void> {
  if (await tx.membership.findFirst({ where: { chatId, userId, leftAt: null }, select: { id: true } })) return;
  const [accepted] = await tx.invitation.updateManyAndReturn({
    where: { chatId, inviteeId: userId, status: 'PENDING' },
    data: { status: 'ACCEPTED', respondedAt: new Date() },
  });
  const visibleAfter = await privateHistoryOf(tx, chatId, userId);
  await admit(tx, record, { chatId, userId, role: 'MEMBER', notice: accepted ? 'MEMBER_JOINED' : null, visibleAfter });
  if (accepted) await record(...invitationResolved(accepted));
}
