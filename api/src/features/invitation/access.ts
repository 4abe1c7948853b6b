import type { Prisma } from '../../generated/prisma/client.ts';
import type { Viewer } from '../../viewer.ts';

type Who = Pick<Viewer, 'userId'>;

/** Invitations that the person sent or received. */
export function invitationVisibleTo({ userId }: Who): Prisma.InvitationWhereInput {
  return { OR: [{ inviteeId: userId }, { inviterId: userId }] };
}

/** What waits in the person's inbox. */
export function waitingFor({ userId }: Who): Prisma.InvitationWhereInput {
  return { inviteeId: userId, status: 'PENDING' };
}

/** What the person sent and is still without an answer. */
export function sentBy({ userId }: Who): Prisma.InvitationWhereInput {
  return { inviterId: userId, status: 'PENDING' };
}
