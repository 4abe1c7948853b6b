import { takePlaces, type Record } from '../../events/append.ts';
import type { Membership, MessageNotice, Role } from '../../generated/prisma/client.ts';
import type { Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { memberJoined } from './events.ts';
import { writeNotice } from './notices.ts';

type Admission = Readonly<{
  chatId: string;
  userId: string;
  role: Role;
  /** What the chat is told about it; null to tell nothing. */
  notice: MessageNotice | null;
  /** Entries up to this seq stay hidden from the comer; null hides all that was before they came. */
  visibleAfter: number | null;
}>;

/** Makes a person a member. Call it only for who created the chat or said yes to an invitation. */
export async function admit(tx: Transaction, record: Record, admission: Admission): Promise<Membership> {
  const { chatId, userId, role, notice } = admission;
  const { first, at } = await takePlaces(tx, chatId, notice ? 2 : 1);
  const visibleAfter = admission.visibleAfter ?? first - 1;
  const membership = await tx.membership.create({
    data: {
      id: newId(),
      chatId,
      userId,
      role,
      joinedAt: at,
      visibleAfter,
      readSeq: visibleAfter,
      deliveredSeq: visibleAfter,
    },
  });
  await record(memberJoined(membership, first));
  if (notice) await writeNotice(tx, record, { chatId, seq: first + 1, at, notice, senderId: userId });
  return membership;
}

/** Where a person begins to see a private chat: from its start, or from where they left it. */
export async function privateHistoryOf(tx: Transaction, chatId: string, userId: string): Promise<number> {
  const { _max } = await tx.membership.aggregate({ where: { chatId, userId }, _max: { leaveSeq: true } });
  return _max.leaveSeq ?? 0;
}
