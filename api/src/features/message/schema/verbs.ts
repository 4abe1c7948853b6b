import type { Message as MessageRow } from '../../../generated/prisma/client.ts';
import { builder } from '../../../graphql/builder.ts';
import { localId, requiredId } from '../../../graphql/nodes.ts';
import { isUuidV7 } from '../../../platform/ids.ts';
import { Membership } from '../../chat/schema/chat.ts';
import { z } from 'zod';
import { markDelivered } from '../delivering.ts';
import { markRead, type Read } from '../reading.ts';
import { sendMessage } from '../send.ts';
import { textInput } from '../text.ts';
import { Message } from './message.ts';

const SendMessageInput = builder.inputType('SendMessageInput', {
  description: 'A message to send.',
  validate: z.object({ id: z.string().refine(isUuidV7, 'Make the id a UUIDv7.'), chatId: z.string(), text: textInput }),
  fields: (t) => ({
    id: t.field({
      type: 'UUID',
      description: 'A UUIDv7 that your client makes once for this message and uses again for every retry.',
    }),
    chatId: t.id({ description: 'Global id of a chat that you are in.' }),
    text: t.string({ description: '1 to 8,000 characters of plain text, not only white space.' }),
  }),
});

const SendMessageSuccess = builder
  .objectRef<{ message: MessageRow; cursor: string; replayed: boolean }>('SendMessageSuccess')
  .implement({
    description: 'The message is stored for good and on its way to the others.',
    fields: (t) => ({
      message: t.field({ type: Message, description: 'The message in its place.', resolve: ({ message }) => message }),
      cursor: t.exposeString('cursor', {
        description: 'The cursor of this change; of this moment when it was replayed.',
      }),
      replayed: t.exposeBoolean('replayed', {
        description: 'Whether an earlier try had arrived; nothing was changed then.',
      }),
    }),
  });

const MarkReadInput = builder.inputType('MarkReadInput', {
  description: 'How far you have read a chat.',
  validate: z.object({ chatId: z.string(), seq: z.number().min(0, 'Give a seq of the chat, from 0 on.') }),
  fields: (t) => ({
    chatId: t.id({ description: 'Global id of a chat that you are in.' }),
    seq: t.int({
      description:
        'The seq of the last message seen. One behind your readSeq changes nothing, one beyond the head counts as the head.',
    }),
  }),
});

const MarkReadSuccess = builder.objectRef<Read & { cursor: string }>('MarkReadSuccess').implement({
  description: 'Your read position stands at least there.',
  fields: (t) => ({
    membership: t.field({
      type: Membership,
      description: 'Your own stay in the chat.',
      resolve: ({ membership }) => membership,
    }),
    unreadCount: t.exposeInt('unreadCount', { description: 'Messages that are still unread, counted afresh.' }),
    cursor: t.exposeString('cursor', { description: 'The cursor of this change.' }),
  }),
});

const DELIVERED_AT_ONCE = 100;

const DeliveredPositionInput = builder.inputType('DeliveredPositionInput', {
  description: 'How much of a chat this device has.',
  fields: (t) => ({
    chatId: t.id({ description: 'Global id of a chat. One that you are not in, or no longer, is passed over.' }),
    seq: t.int({
      description:
        'The seq of the newest message that the device has. One behind your deliveredSeq changes nothing, one beyond the head counts as the head.',
    }),
  }),
});

const MarkDeliveredInput = builder.inputType('MarkDeliveredInput', {
  description: 'How much of some chats this device has.',
  validate: z.object({
    positions: z.array(z.unknown()).max(DELIVERED_AT_ONCE, `Give at most ${DELIVERED_AT_ONCE} positions at once.`),
  }),
  fields: (t) => ({
    positions: t.field({
      type: [DeliveredPositionInput],
      description: `At most ${DELIVERED_AT_ONCE}, of as many chats: a device that catches up tells all of them at once.`,
    }),
  }),
});

const MarkDeliveredSuccess = builder.objectRef<{ moved: number }>('MarkDeliveredSuccess').implement({
  description: 'Your delivered positions stand at least there.',
  fields: (t) => ({
    moved: t.exposeInt('moved', { description: 'How many chats there were in which you had less before.' }),
  }),
});

builder.mutationFields((t) => ({
  sendMessage: t.withAuth({ signedIn: true }).field({
    type: SendMessageSuccess,
    description: 'Sends a message. Sending it again with the same id is harmless and returns the first result.',
    args: { input: t.arg({ type: SendMessageInput, description: 'The message.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const draft = { ...input, chatId: requiredId('Chat', input.chatId) };
      const { value, cursor } = await sendMessage(viewer, draft);
      return { ...value, cursor };
    },
  }),
  markRead: t.withAuth({ signedIn: true }).field({
    type: MarkReadSuccess,
    description: 'Moves your read position in a chat forward, on all your devices. It never moves back.',
    args: { input: t.arg({ type: MarkReadInput, description: 'How far.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const { value, cursor } = await markRead(viewer, { chatId: requiredId('Chat', input.chatId), seq: input.seq });
      return { ...value, cursor };
    },
  }),
  markDelivered: t.withAuth({ signedIn: true }).field({
    type: MarkDeliveredSuccess,
    description:
      'Says that this device has what was sent, so that senders see it arrive. Positions only ever move forward; reading moves them, too. It is no event of the log: senders hear it as a signal, and read it as deliveredSeq.',
    args: { input: t.arg({ type: MarkDeliveredInput, description: 'How far, in which chats.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const positions = input.positions.flatMap(({ chatId, seq }) => {
        const id = localId('Chat', chatId);
        return id === null ? [] : [{ chatId: id, seq }];
      });
      return { moved: await markDelivered(viewer, positions) };
    },
  }),
}));
