import type { Prisma } from '../../generated/prisma/client.ts';
import type { Transaction } from '../../platform/database.ts';
import { NotFoundError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';

type Who = Pick<Viewer, 'userId'>;

/** Chats the person is in. */
export function visibleTo({ userId }: Who): Prisma.ChatWhereInput {
  return { deletedAt: null, members: { some: { userId, leftAt: null } } };
}

/** Stays that have not ended, in chats the person is in. */
export function membershipVisibleTo(viewer: Who): Prisma.MembershipWhereInput {
  return { leftAt: null, chat: visibleTo(viewer) };
}

/** The person's own stay in a chat, if they are in it now. */
export function ownStay({ userId }: Who, chatId: string) {
  return { chatId, userId, leftAt: null } satisfies Prisma.MembershipWhereInput;
}

/**
 * Makes sure that the person is in the chat and stays in it until the transaction ends, then locks the chat.
 * Always in this order, membership before chat, as sending and leaving do: so they wait for each other and never in a circle.
 * @throws {NotFoundError}
 */
export async function lockAsMember(tx: Transaction, { userId }: Who, chatId: string): Promise<void> {
  const members = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM membership WHERE chat_id = ${chatId}::uuid AND user_id = ${userId}::uuid AND left_at IS NULL FOR SHARE`;
  if (members.length === 0) throw new NotFoundError('chat');
  await lockChat(tx, chatId);
}

/** Locks the chat's row: from here to the end of the transaction nobody else comes, goes or writes. */
export async function lockChat(tx: Transaction, chatId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM chat WHERE id = ${chatId}::uuid FOR UPDATE`;
}
