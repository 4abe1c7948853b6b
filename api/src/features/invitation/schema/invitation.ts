import { encodeGlobalID } from '@pothos/plugin-relay';
import { z } from 'zod';
import { Event, personalEvent } from '../../../events/schema.ts';
import type { Prisma } from '../../../generated/prisma/client.ts';
import { InvitationStatus as Statuses } from '../../../generated/prisma/enums.ts';
import { builder } from '../../../graphql/builder.ts';
import { cursorOf, keysOf, pageOf, windowOf, type PageArgs } from '../../../graphql/connections.ts';
import { required } from '../../../graphql/loaders.ts';
import { answerNode } from '../../../graphql/nodes.ts';
import type { Viewer as Person } from '../../../viewer.ts';
import { ChatPreview, previews } from '../../chat/schema/chat.ts';
import { Viewer } from '../../session/schema.ts';
import { User, users } from '../../user/schema.ts';
import { invitationVisibleTo, sentBy, waitingFor } from '../access.ts';

const InvitationStatus = builder.enumType('InvitationStatus', {
  description: 'What became of an invitation. It leaves PENDING once and never changes again.',
  values: {
    [Statuses.PENDING]: { description: 'Waits in the invitee’s inbox.' },
    [Statuses.ACCEPTED]: { description: 'The invitee said yes and became a member.' },
    [Statuses.DECLINED]: { description: 'The invitee said no.' },
    [Statuses.CANCELLED]: { description: 'Withdrawn by the inviter, or void because the chat ended.' },
  } as const,
});

export const Invitation = builder.prismaNode('Invitation', {
  id: { field: 'id' },
  fields: (t) => ({
    chat: t.field({
      type: ChatPreview,
      description: 'What an invitee may know of the chat.',
      resolve: ({ chatId }, _args, context) => required(previews(context).load(chatId)),
    }),
    chatId: t.id({
      description: 'Global id of the chat. It can be read once the invitation is accepted.',
      resolve: ({ chatId }) => encodeGlobalID('Chat', chatId),
    }),
    inviter: t.field({
      type: User,
      description: 'Who invites.',
      resolve: ({ inviterId }, _args, context) => required(users(context).load(inviterId)),
    }),
    invitee: t.field({
      type: User,
      description: 'Who is invited.',
      resolve: ({ inviteeId }, _args, context) => required(users(context).load(inviteeId)),
    }),
    status: t.expose('status', { type: InvitationStatus }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    respondedAt: t.expose('respondedAt', { type: 'DateTime', nullable: true }),
  }),
});

answerNode('Invitation', async (viewer, id) => {
  const where = { id, ...invitationVisibleTo(viewer) };
  const invitation = await viewer.log.database.prisma.invitation.findFirst({ where });
  return invitation && Invitation.addBrand(invitation);
});

const InvitationConnection = builder.connectionObject(
  {
    type: Invitation,
    name: 'InvitationConnection',
    description: 'A page of invitations.',
  },
  { name: 'InvitationEdge', description: 'An invitation in a page.' },
);

const totals = new WeakMap<object, () => Promise<number>>();

builder.objectField(InvitationConnection, 'totalCount', (t) =>
  t.int({
    description: 'How many there are in all, not only on this page.',
    resolve: (page) => totals.get(page)?.() ?? 0,
  }),
);

const keys = z.tuple([z.uuid()]);

async function readPage({ log }: Person, filter: Prisma.InvitationWhereInput, args: PageArgs) {
  const { prisma } = log.database;
  const window = windowOf(args);
  const after = window.after === null ? {} : { lt: keysOf(window.after, keys)[0] };
  const before = window.before === null ? {} : { gt: keysOf(window.before, keys)[0] };
  const rows = await prisma.invitation.findMany({
    where: { AND: [filter, { id: { ...after, ...before } }] },
    orderBy: { id: window.backwards ? 'asc' : 'desc' },
    take: window.size + 1,
  });
  const page = pageOf(window, rows, (row) => ({ cursor: cursorOf(row.id), node: row }));
  totals.set(page, () => prisma.invitation.count({ where: filter }));
  return page;
}

builder.objectFields(Viewer, (t) => ({
  invitations: t.field({
    type: InvitationConnection,
    description: 'Your inbox: invitations that wait for your answer, newest first.',
    args: t.arg.connectionArgs(),
    resolve: (viewer, args) => readPage(viewer, waitingFor(viewer), args),
  }),
  sentInvitations: t.field({
    type: InvitationConnection,
    description: 'Invitations that you sent and that are still without an answer, newest first.',
    args: t.arg.connectionArgs(),
    resolve: (viewer, args) => readPage(viewer, sentBy(viewer), args),
  }),
}));

const EVENTS = {
  InvitationReceived: 'You are invited: your inbox has one more.',
  InvitationSent: 'You invited somebody, perhaps on another device.',
  InvitationResolved:
    'An invitation to you or by you was answered, withdrawn or became void: it leaves inbox and sent list.',
};

for (const [name, description] of Object.entries(EVENTS)) {
  personalEvent(name).implement({
    description,
    interfaces: [Event],
    fields: (t) => ({
      invitation: t.prismaField({
        type: Invitation,
        description: 'The invitation as it stands now.',
        resolve: (query, { subjectId }, _args, { caller }) =>
          caller.log.database.prisma.invitation.findUniqueOrThrow({ ...query, where: { id: subjectId } }),
      }),
    }),
  });
}
