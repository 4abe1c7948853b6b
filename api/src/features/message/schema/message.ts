import type { ChatEntry } from '../../../events/entry.ts';
import type { Log } from '../../../events/log.ts';
import { ChatEvent, chatEvent, Event, personalEvent } from '../../../events/schema.ts';
import { MessageKind as Kinds, MessageNotice as Notices } from '../../../generated/prisma/enums.ts';
import { builder } from '../../../graphql/builder.ts';
import { viewerIn } from '../../../graphql/context.ts';
import { loaderPerNode, loaderPerOperation, required } from '../../../graphql/loaders.ts';
import { answerNode, localId } from '../../../graphql/nodes.ts';
import { VIEWER_DEPENDENT } from '../../../graphql/sharing.ts';
import { Chat, chatOf, Membership } from '../../chat/schema/chat.ts';
import { User, users } from '../../user/schema.ts';
import { MESSAGE_SENT } from '../../chat/events.ts';
import { findMessage } from '../access.ts';
import { readHistory } from '../history.ts';
import { isMessageRow, readLatest, readMessages, type MessageRow } from '../rows.ts';

const MessageKind = builder.enumType('MessageKind', {
  description: 'Who wrote a message.',
  values: {
    [Kinds.TEXT]: { description: 'A person.' },
    [Kinds.SYSTEM]: { description: 'The server, to tell the chat’s own history; see notice.' },
  } as const,
});

const MessageNotice = builder.enumType('MessageNotice', {
  description: 'What a SYSTEM message tells. More may come: show the text of an unknown one.',
  values: {
    [Notices.GROUP_CREATED]: { description: 'The sender made the group.' },
    [Notices.MEMBER_JOINED]: { description: 'The sender accepted an invitation and came in.' },
    [Notices.MEMBER_LEFT]: { description: 'The sender went.' },
  } as const,
});

export const Message = builder.prismaNode('Message', {
  id: { field: 'id' },
  fields: (t) => ({
    uuid: t.expose('id', {
      type: 'UUID',
      description: 'The UUIDv7 that the sender’s client made for it: the id that was given to sendMessage.',
    }),
    chat: t.field({
      type: Chat,
      extensions: VIEWER_DEPENDENT,
      description: 'The chat it was said in.',
      resolve: ({ chatId }, _args, context) => chatOf(context, chatId),
    }),
    seq: t.exposeInt('seq'),
    kind: t.expose('kind', { type: MessageKind }),
    notice: t.expose('notice', { type: MessageNotice, nullable: true }),
    sender: t.field({
      type: User,
      nullable: true,
      description: 'Who wrote it; null once the account is deleted.',
      resolve: ({ senderId, sender }: MessageRow, _args, context) => {
        if (sender !== undefined || senderId === null) return sender;
        return users(context).load(senderId);
      },
    }),
    text: t.exposeString('text'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

answerNode('Message', async (viewer, id) => {
  const message = await findMessage(viewer, id);
  return message && Message.addBrand(message);
});

builder.prismaObjectFields(Chat, (t) => ({
  lastMessage: t.field({
    type: Message,
    nullable: true,
    extensions: VIEWER_DEPENDENT,
    description: 'The newest message; null as long as nothing was said.',
    resolve: ({ id }, _args, context) => latestMessages(context).load(id),
  }),
  messages: t.connection(
    {
      type: Message,
      extensions: VIEWER_DEPENDENT,
      description:
        'What was said, in the order of seq: what you may see of it, which in a group begins with your coming. Empty once you are not in the chat.',
      args: {
        around: t.arg.id({
          required: false,
          description: 'Global id of a message: the page then has it in its middle. Goes with first or last alone.',
        }),
      },
      resolve: ({ id }, { around, ...args }, context) =>
        readHistory(viewerIn(context), id, {
          ...args,
          around: around ? (localId('Message', around) ?? NOWHERE) : null,
        }),
    },
    { name: 'MessageConnection', description: 'A page of messages.' },
    { name: 'MessageEdge', description: 'A message in a page.' },
  ),
}));

/** An id that no message has. */
const NOWHERE = '00000000-0000-0000-0000-000000000000';

/** The newest message of each chat. */
const latestMessages = loaderPerOperation((context, chatIds) => readLatest(viewerIn(context), chatIds));

chatEvent(MESSAGE_SENT).implement({
  description: 'Somebody said something, perhaps you on another device.',
  interfaces: [Event, ChatEvent],
  fields: (t) => ({
    message: t.field({
      type: Message,
      description: 'What was said.',
      resolve: (entry, _args, { caller }) => messageOf(entry, caller.log),
    }),
  }),
});

/** The message that an entry tells of: as it was sent on this node, else read, together with those of other entries. */
async function messageOf({ subject, subjectId }: ChatEntry, log: Log): Promise<MessageRow> {
  return subject && isMessageRow(subject) ? subject : required(messages(log).load(subjectId));
}

const messages = loaderPerNode(readMessages);

personalEvent('ReadMoved').implement({
  description: 'You have read further in a chat, on one of your devices: to all of them.',
  interfaces: [Event],
  fields: (t) => ({
    membership: t.prismaField({
      type: Membership,
      description: 'Your own stay in the chat, with the new readSeq.',
      resolve: (query, { subjectId }, _args, { caller }) =>
        caller.log.database.prisma.membership.findUniqueOrThrow({ ...query, where: { id: subjectId } }),
    }),
  }),
});
