import { z } from 'zod';
import type { Chat as ChatRow } from '../../../generated/prisma/client.ts';
import { builder } from '../../../graphql/builder.ts';
import { requiredId } from '../../../graphql/nodes.ts';
import { isUuidV7 } from '../../../platform/ids.ts';
import { Chat } from '../../chat/schema/chat.ts';
import { titleInput } from '../../chat/title.ts';
import { createGroup, inviteToChat } from '../actions.ts';
import type { Outcome } from '../inviting.ts';
import { createPrivateChat } from '../private-chat.ts';
import { Invitation } from './invitation.ts';

const NAMES_AT_ONCE = 100;
const nameInput = z.string().max(256, 'This is too long for a username.');
const usernamesInput = z.array(nameInput).max(NAMES_AT_ONCE, `Use at most ${NAMES_AT_ONCE} names.`);

const InviteOutcomeStatus = builder.enumType('InviteOutcomeStatus', {
  description: 'What came of inviting one person.',
  values: {
    INVITED: { description: 'The invitation waits in their inbox.' },
    ALREADY_MEMBER: { description: 'They are in the chat.' },
    ALREADY_INVITED: { description: 'An invitation waits in their inbox already.' },
    NO_SUCH_USER: { description: 'Nobody has this username.' },
  } as const,
});

const InviteOutcome = builder.objectRef<Outcome>('InviteOutcome').implement({
  description: 'What came of one of the names.',
  fields: (t) => ({
    username: t.exposeString('username', { description: 'The name in its canonical form.' }),
    status: t.expose('status', { type: InviteOutcomeStatus, description: 'What came of it.' }),
    invitation: t.field({
      type: Invitation,
      nullable: true,
      description: 'Your invitation to them, new or waiting; null when there is none of yours.',
      resolve: ({ invitation }) => invitation,
    }),
  }),
});

const madeId = z.string().refine(isUuidV7, 'Make the id a UUIDv7.').nullish();

const CURSOR = { description: 'The cursor of this change.' };

const CreatePrivateChatInput = builder.inputType('CreatePrivateChatInput', {
  description: 'Whom to talk with.',
  validate: z.object({ username: nameInput }),
  fields: (t) => ({
    username: t.string({ description: 'Exact username; upper case does not matter.' }),
  }),
});

const CreateGroupInput = builder.inputType('CreateGroupInput', {
  description: 'A new group.',
  validate: z.object({ id: madeId, title: titleInput, usernames: usernamesInput }),
  fields: (t) => ({
    id: t.field({
      type: 'UUID',
      required: false,
      description:
        'A UUIDv7 that your client makes once for this group and uses again for every retry: the group is then made once. Left out, every try makes another.',
    }),
    title: t.string({ description: '1 to 100 visible characters.' }),
    usernames: t.stringList({
      defaultValue: [],
      description: `Whom to invite: at most ${NAMES_AT_ONCE} exact usernames. A name given twice counts once.`,
    }),
  }),
});

const InviteToChatInput = builder.inputType('InviteToChatInput', {
  description: 'Whom to invite where.',
  validate: z.object({ chatId: z.string(), usernames: usernamesInput.min(1, 'Enter at least one username.') }),
  fields: (t) => ({
    chatId: t.id({ description: 'Global id of a group that you are in.' }),
    usernames: t.stringList({
      description: `1 to ${NAMES_AT_ONCE} exact usernames. A name given twice counts once.`,
    }),
  }),
});

builder.mutationFields((t) => ({
  createPrivateChat: t.withAuth({ signedIn: true }).field({
    type: builder.objectRef<{ chat: ChatRow; created: boolean; cursor: string }>('CreatePrivateChatSuccess').implement({
      description: 'You are in the chat; the other one is, or is invited.',
      fields: (f) => ({
        chat: f.field({ type: Chat, description: 'The one chat of the two of you.', resolve: ({ chat }) => chat }),
        created: f.exposeBoolean('created', { description: 'false when it was there already.' }),
        cursor: f.exposeString('cursor', CURSOR),
      }),
    }),
    description:
      'The private chat with a person: exactly one for each pair, whoever asks first. You may write at once; the other one reads it after accepting. If they had invited you, this accepts.',
    args: { input: t.arg({ type: CreatePrivateChatInput, description: 'With whom.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const { value, cursor } = await createPrivateChat(viewer, input);
      return { ...value, cursor };
    },
  }),
  createGroup: t.withAuth({ signedIn: true }).field({
    type: builder.objectRef<{ chat: ChatRow; invited: Outcome[]; cursor: string }>('CreateGroupSuccess').implement({
      description: 'The group is there, with you as its owner.',
      fields: (f) => ({
        chat: f.field({ type: Chat, description: 'The new group.', resolve: ({ chat }) => chat }),
        invited: f.field({
          type: [InviteOutcome],
          description: 'One outcome for each name.',
          resolve: ({ invited }) => invited,
        }),
        cursor: f.exposeString('cursor', CURSOR),
      }),
    }),
    description: 'Makes a group and invites people into it. Nobody is in it but you until they accept.',
    args: { input: t.arg({ type: CreateGroupInput, description: 'The group.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const { value, cursor } = await createGroup(viewer, input);
      return { ...value, cursor };
    },
  }),
  inviteToChat: t.withAuth({ signedIn: true }).field({
    type: builder.objectRef<{ outcomes: Outcome[]; cursor: string }>('InviteToChatSuccess').implement({
      description: 'Each name has its outcome.',
      fields: (f) => ({
        outcomes: f.field({
          type: [InviteOutcome],
          description: 'One for each name.',
          resolve: ({ outcomes }) => outcomes,
        }),
        cursor: f.exposeString('cursor', CURSOR),
      }),
    }),
    description: 'Invites people into a group that you are in. At most 200 names an hour.',
    args: { input: t.arg({ type: InviteToChatInput, description: 'Whom and where.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const { value, cursor } = await inviteToChat(viewer, { ...input, chatId: requiredId('Chat', input.chatId) });
      return { outcomes: value, cursor };
    },
  }),
}));
