import type { PersonalNews } from '../../events/append.ts';
import type { Invitation } from '../../generated/prisma/client.ts';

export function invitationSent({ id, inviterId, inviteeId }: Invitation): readonly PersonalNews[] {
  return [
    { kind: 'InvitationReceived', userId: inviteeId, subjectId: id },
    { kind: 'InvitationSent', userId: inviterId, subjectId: id },
  ];
}

/** To both sides: it leaves the inbox of the one and the list of the other. */
export function invitationResolved({ id, inviterId, inviteeId }: Invitation): readonly PersonalNews[] {
  return [inviteeId, inviterId].map((userId) => ({ kind: 'InvitationResolved', userId, subjectId: id }));
}
