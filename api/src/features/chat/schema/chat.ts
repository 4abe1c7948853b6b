import { z } from 'zod';
import { builder } from '../../../graphql/builder.ts';
import { cursorOf, keysOf, pageOf, windowOf } from '../../../graphql/connections.ts';
import { viewerIn, type Context } from '../../../graphql/context.ts';
import { loaderPerOperation, required } from '../../../graphql/loaders.ts';
import { answerNode } from '../../../graphql/nodes.ts';
import { VIEWER_DEPENDENT } from '../../../graphql/sharing.ts';
import { NotFoundError } from '../../../refusals.ts';
import { User, users } from '../../user/schema.ts';
import { membershipVisibleTo } from '../access.ts';
import { readChats } from '../reading.ts';
import { ChatKind, Role } from './enums.ts';

export const Chat = builder.prismaNode('Chat', {
  id: { field: 'id' },
  fields: (t) => ({
    kind: t.expose('kind', { type: ChatKind }),
    title: t.exposeString('title', { nullable: true }),
    pair: t.field({
      type: [User],
      nullable: true,
      description:
        'The two people a PRIVATE chat is between, also before the second has accepted; fewer when an account was deleted. Null for a group.',
      resolve: ({ kind, pairLowId, pairHighId }, _args, context) => {
        const ids = [pairLowId, pairHighId].filter((id) => id !== null);
        return kind === 'PRIVATE' ? Promise.all(ids.map((id) => required(users(context).load(id)))) : null;
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastActivityAt: t.expose('lastActivityAt', { type: 'DateTime' }),
    lastSeq: t.exposeInt('lastSeq'),
    memberCount: t.int({
      description: 'How many people are in it now. Who is invited and has not accepted does not count.',
      resolve: async ({ id }, _args, context) => (await memberCounts(context).load(id)) ?? 0,
    }),
  }),
});

/** Chats by their ids, as far as the person is in them now. */
const chats = loaderPerOperation((context, ids) => readChats(viewerIn(context), ids));

/** The chat of something that the person was shown; by now they may have left it. @throws {NotFoundError} */
export async function chatOf(context: Context, chatId: string) {
  const chat = await chats(context).load(chatId);
  if (!chat) throw new NotFoundError('chat');
  return chat;
}

/** Chats by their ids, for who is invited to them. */
export const previews = loaderPerOperation(async ({ caller }, ids) => {
  const rows = await caller.log.database.prisma.chat.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.id, row]));
});

const memberCounts = loaderPerOperation(async ({ caller }, ids) => {
  const where = { chatId: { in: [...ids] }, leftAt: null };
  const counts = await caller.log.database.prisma.membership.groupBy({ by: ['chatId'], where, _count: true });
  return new Map(counts.map(({ chatId, _count }) => [chatId, _count]));
});

answerNode('Chat', async (viewer, id) => {
  const chat = (await readChats(viewer, [id])).get(id);
  return chat ? Chat.addBrand(chat) : null;
});

export const Membership = builder.prismaNode('Membership', {
  id: { field: 'id' },
  fields: (t) => ({
    chat: t.field({
      type: Chat,
      extensions: VIEWER_DEPENDENT,
      description: 'The chat this stay is in.',
      resolve: ({ chatId }, _args, context) => chatOf(context, chatId),
    }),
    user: t.field({
      type: User,
      description: 'Who is in it.',
      resolve: ({ userId }, _args, context) => required(users(context).load(userId)),
    }),
    role: t.expose('role', { type: Role }),
    joinedAt: t.expose('joinedAt', { type: 'DateTime' }),
    readSeq: t.exposeInt('readSeq'),
    deliveredSeq: t.exposeInt('deliveredSeq'),
  }),
});

answerNode('Membership', async (viewer, id) => {
  const where = { id, ...membershipVisibleTo(viewer) };
  const membership = await viewer.log.database.prisma.membership.findFirst({ where });
  return membership && Membership.addBrand(membership);
});

const memberKeys = z.tuple([z.uuid()]);

builder.prismaObjectField(Chat, 'members', (t) =>
  t.connection(
    {
      type: Membership,
      extensions: VIEWER_DEPENDENT,
      description: 'Who is in the chat now, who came first is first. Empty once you are not in it.',
      resolve: async ({ id }, args, context) => {
        const window = windowOf(args);
        const after = window.after === null ? null : keysOf(window.after, memberKeys)[0];
        const before = window.before === null ? null : keysOf(window.before, memberKeys)[0];
        const viewer = viewerIn(context);
        const rows = await viewer.log.database.prisma.membership.findMany({
          where: {
            chatId: id,
            ...membershipVisibleTo(viewer),
            id: { ...(after !== null && { gt: after }), ...(before !== null && { lt: before }) },
          },
          orderBy: { id: window.backwards ? 'desc' : 'asc' },
          take: window.size + 1,
        });
        return pageOf(window, rows, (row) => ({ cursor: cursorOf(row.id), node: row }));
      },
    },
    { name: 'MembershipConnection', description: 'A page of memberships.' },
    { name: 'MembershipEdge', description: 'A membership in a page.' },
  ),
);

export const ChatPreview = builder.prismaObject('Chat', {
  variant: 'ChatPreview',
  description: 'What somebody who is invited may know of a chat: no messages, no names of members.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ChatKind }),
    title: t.exposeString('title', { nullable: true }),
    memberCount: t.int({
      description: 'How many people are in it now.',
      resolve: async ({ id }, _args, context) => (await memberCounts(context).load(id)) ?? 0,
    }),
  }),
});
