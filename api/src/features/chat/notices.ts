import type { Record } from '../../events/append.ts';
import type { MessageNotice } from '../../generated/prisma/client.ts';
import type { Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { messageSent } from './events.ts';

const SENTENCES: Readonly<{ [notice in MessageNotice]: string }> = {
  GROUP_CREATED: 'created the group',
  MEMBER_JOINED: 'joined',
  MEMBER_LEFT: 'left',
};

type Notice = Readonly<{ chatId: string; seq: number; at: Date; notice: MessageNotice; senderId: string }>;

/** Writes a chat's own history into it: the message that tells who made the group, came or went. */
export async function writeNotice(tx: Transaction, record: Record, { at, ...notice }: Notice): Promise<void> {
  const { displayName } = await tx.user.findUniqueOrThrow({
    where: { id: notice.senderId },
    select: { displayName: true },
  });
  const text = `${displayName} ${SENTENCES[notice.notice]}`;
  const message = await tx.message.create({ data: { id: newId(), kind: 'SYSTEM', text, createdAt: at, ...notice } });
  await record(messageSent(message));
}
