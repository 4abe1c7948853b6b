import type { Prisma } from '../../generated/prisma/client.ts';
import type { Viewer } from '../../viewer.ts';
import { ownStay, visibleTo } from '../chat/access.ts';

type Who = Pick<Viewer, 'userId' | 'log'>;

/** What of a chat's log a person may read: everything above a seq; null when they are not in the chat. */
export async function visibleAfter({ userId, log }: Who, chatId: string): Promise<number | null> {
  const where = ownStay({ userId }, chatId);
  const stay = await log.database.prisma.membership.findFirst({ where, select: { visibleAfter: true } });
  return stay?.visibleAfter ?? null;
}

/** One message, if the person may read it. */
export async function findMessage(viewer: Who, id: string) {
  const where: Prisma.MessageWhereInput = { id, chat: visibleTo(viewer) };
  const message = await viewer.log.database.prisma.message.findFirst({ where });
  const from = message && (await visibleAfter(viewer, message.chatId));
  return message && from !== null && message.seq > from ? message : null;
}
