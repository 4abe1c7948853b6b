import { z } from 'zod';
import { builder } from '../../../graphql/builder.ts';
import { cursorOf, keysOf, pageOf, windowOf } from '../../../graphql/connections.ts';
import { viewerIn } from '../../../graphql/context.ts';
import { loaderPerOperation } from '../../../graphql/loaders.ts';
import { localId } from '../../../graphql/nodes.ts';
import { Viewer } from '../../session/schema.ts';
import { readOthers } from '../others.ts';
import { readChatPage, readStay, type ChatPageRow } from '../reading.ts';
import { Chat, Membership } from './chat.ts';

/** How far the others in your chats are. */
const others = loaderPerOperation((context, chatIds) => readOthers(viewerIn(context), chatIds));

const ViewerChatEdge = builder.objectRef<ChatPageRow>('ViewerChatEdge').implement({
  description: 'One of your chats, with what is yours about it.',
  fields: (t) => ({
    cursor: t.string({
      description: 'Where this chat stands in the list: give it as after or before to go on from here.',
      resolve: ({ activity, chat }) => cursorOf(activity, chat.id),
    }),
    node: t.field({ type: Chat, description: 'The chat.', resolve: ({ chat }) => chat }),
    membership: t.field({
      type: Membership,
      description: 'Your own stay in it.',
      resolve: ({ membership }) => membership,
    }),
    unreadCount: t.exposeInt('unreadCount', {
      description: 'Messages above your readSeq that you did not send, counted afresh.',
    }),
    othersReadSeq: t.int({
      nullable: true,
      description:
        'Everybody else in the chat has read up to here: the lowest of their readSeq. Null when nobody else is in it.',
      resolve: async ({ chat }, _args, context) => (await others(context).load(chat.id))?.readSeq ?? null,
    }),
    othersDeliveredSeq: t.int({
      nullable: true,
      description:
        'Everybody else in the chat has a device with everything up to here: the lowest of their deliveredSeq. Null when nobody else is in it.',
      resolve: async ({ chat }, _args, context) => (await others(context).load(chat.id))?.deliveredSeq ?? null,
    }),
  }),
});

const PageInfo = builder.pageInfoRef();

const ViewerChatConnection = builder
  .objectRef<ReturnType<typeof pageOf<ChatPageRow, ChatPageRow & { cursor: string }>>>('ViewerChatConnection')
  .implement({
    description: 'A page of your chats.',
    fields: (t) => ({
      edges: t.field({ type: [ViewerChatEdge], description: 'The chats of this page.', resolve: ({ edges }) => edges }),
      pageInfo: t.field({
        type: PageInfo,
        description: 'Whether and where the list goes on.',
        resolve: ({ pageInfo }) => pageInfo,
      }),
    }),
  });

const chatKeys = z.tuple([z.string().regex(/^\d{1,18}$/), z.uuid()]);

builder.objectFields(Viewer, (t) => ({
  chats: t.field({
    type: ViewerChatConnection,
    description: 'The chats you are in, newest activity first.',
    args: t.arg.connectionArgs(),
    complexity: ({ first, last }) => ({ field: 1, multiplier: Math.max(1, first ?? last ?? 1) }),
    resolve: async (viewer, args) => {
      const window = windowOf(args);
      const after = window.after === null ? null : keysOf(window.after, chatKeys);
      const before = window.before === null ? null : keysOf(window.before, chatKeys);
      const rows = await readChatPage(viewer, { ...window, after, before });
      return pageOf(window, rows, (row) => ({ ...row, cursor: cursorOf(row.activity, row.chat.id) }));
    },
  }),
  chat: t.field({
    type: ViewerChatEdge,
    nullable: true,
    description: 'One of your chats, as it stands in the list; null when you are not in it.',
    args: { id: t.arg.id({ description: 'Global id of the chat.' }) },
    resolve: (viewer, { id }) => {
      const chatId = localId('Chat', id);
      return chatId === null ? null : readStay(viewer, chatId);
    },
  }),
}));
