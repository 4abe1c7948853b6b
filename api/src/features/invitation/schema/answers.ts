import type { Invitation as InvitationRow, Membership as MembershipRow } from '../../../generated/prisma/client.ts';
import { builder } from '../../../graphql/builder.ts';
import { requiredId } from '../../../graphql/nodes.ts';
import { Membership } from '../../chat/schema/chat.ts';
import { acceptInvitation, cancelInvitation, declineInvitation } from '../answers.ts';
import { Invitation } from './invitation.ts';

const CURSOR = { description: 'The cursor of this change.' };

function answerInput(name: string, description: string) {
  return builder.inputType(name, {
    description,
    fields: (t) => ({ invitationId: t.id({ description: 'Global id of the invitation.' }) }),
  });
}

function resolvedType(name: string, description: string) {
  return builder.objectRef<{ invitation: InvitationRow; cursor: string }>(name).implement({
    description,
    fields: (t) => ({
      invitation: t.field({
        type: Invitation,
        description: 'As it stands now.',
        resolve: ({ invitation }) => invitation,
      }),
      cursor: t.exposeString('cursor', CURSOR),
    }),
  });
}

const AcceptInvitationInput = answerInput('AcceptInvitationInput', 'An invitation to you.');
const DeclineInvitationInput = answerInput('DeclineInvitationInput', 'An invitation to you.');
const CancelInvitationInput = answerInput('CancelInvitationInput', 'An invitation by you.');
const WHICH = 'Which one.';

builder.mutationFields((t) => ({
  acceptInvitation: t.withAuth({ signedIn: true }).field({
    type: builder.objectRef<{ membership: MembershipRow; cursor: string }>('AcceptInvitationSuccess').implement({
      description: 'You are a member.',
      fields: (f) => ({
        membership: f.field({
          type: Membership,
          description: 'Your stay in the chat.',
          resolve: ({ membership }) => membership,
        }),
        cursor: f.exposeString('cursor', CURSOR),
      }),
    }),
    description:
      'Says yes and makes you a member. Saying it twice, on two devices perhaps, has the same success twice.',
    args: { input: t.arg({ type: AcceptInvitationInput, description: WHICH }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const { value, cursor } = await acceptInvitation(viewer, requiredId('Invitation', input.invitationId));
      return { membership: value, cursor };
    },
  }),
  declineInvitation: t.withAuth({ signedIn: true }).field({
    type: resolvedType('DeclineInvitationSuccess', 'The invitation is gone from your inbox.'),
    description: 'Says no. The chat is told nothing; the invitation leaves the inviter’s list.',
    args: { input: t.arg({ type: DeclineInvitationInput, description: WHICH }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const { value, cursor } = await declineInvitation(viewer, requiredId('Invitation', input.invitationId));
      return { invitation: value, cursor };
    },
  }),
  cancelInvitation: t.withAuth({ signedIn: true }).field({
    type: resolvedType('CancelInvitationSuccess', 'The invitation is gone from the other one’s inbox.'),
    description: 'Takes back an invitation that you sent and that has no answer yet.',
    args: { input: t.arg({ type: CancelInvitationInput, description: WHICH }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const { value, cursor } = await cancelInvitation(viewer, requiredId('Invitation', input.invitationId));
      return { invitation: value, cursor };
    },
  }),
}));
