import { encodeGlobalID } from '@pothos/plugin-relay';
import { builder } from '../../graphql/builder.ts';
import { requiredId } from '../../graphql/nodes.ts';
import { leaveChat } from './actions.ts';

const LeaveChatInput = builder.inputType('LeaveChatInput', {
  description: 'A chat to leave.',
  fields: (t) => ({ chatId: t.id({ description: 'Global id of a chat that you are in.' }) }),
});

builder.mutationField('leaveChat', (t) =>
  t.withAuth({ signedIn: true }).field({
    type: builder.objectRef<{ chatId: string; cursor: string }>('LeaveChatSuccess').implement({
      description: 'You are out. Nothing that happens there from now on reaches you.',
      fields: (f) => ({
        chatId: f.id({
          description: 'Global id of the chat.',
          resolve: ({ chatId }) => encodeGlobalID('Chat', chatId),
        }),
        cursor: f.exposeString('cursor', { description: 'The cursor of this change.' }),
      }),
    }),
    description:
      'Takes you out of a chat. If you were the last owner, the longest serving admin, else member, becomes owner. If nobody remains, the chat ends with its messages.',
    args: { input: t.arg({ type: LeaveChatInput, description: 'Which one.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const { value, cursor } = await leaveChat(viewer, requiredId('Chat', input.chatId));
      return { chatId: value, cursor };
    },
  }),
);
