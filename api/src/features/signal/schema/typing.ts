import { builder } from '../../../graphql/builder.ts';
import { requiredId } from '../../../graphql/nodes.ts';
import { setTyping } from '../typing.ts';

const SetTypingInput = builder.inputType('SetTypingInput', {
  description: 'Whether you are typing.',
  fields: (t) => ({
    chatId: t.id({ description: 'Global id of a chat that you are in.' }),
    typing: t.boolean({
      description: 'true while you type: say it again every 3 s or so, it is forgotten after 6 s. false when you stop.',
    }),
  }),
});

builder.mutationField('setTyping', (t) =>
  t.withAuth({ signedIn: true }).field({
    type: builder.objectRef<{ ok: boolean }>('SetTypingSuccess').implement({
      description: 'The others may have heard it; nothing was stored.',
      fields: (f) => ({ ok: f.exposeBoolean('ok', { description: 'Always true.' }) }),
    }),
    description: 'Tells the others in a chat that you type. More than once in 2 s is taken and not told on.',
    args: { input: t.arg({ type: SetTypingInput, description: 'Whether, and where.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      await setTyping(viewer, { chatId: requiredId('Chat', input.chatId), typing: input.typing });
      return { ok: true };
    },
  }),
);
