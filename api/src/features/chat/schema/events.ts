import { ChatEvent, chatEvent, Event } from '../../../events/schema.ts';
import { builder } from '../../../graphql/builder.ts';
import { User } from '../../user/schema.ts';
import { Membership } from './chat.ts';

const joined = chatEvent('MemberJoined');
const left = chatEvent('MemberLeft');
const promoted = chatEvent('RoleChanged');

joined.implement({
  description: 'Somebody came in, perhaps you: then you hear the chat from here on.',
  interfaces: [Event, ChatEvent],
});
left.implement({
  description:
    'Somebody went. If it was you, then this is the last you hear of the chat, and it is gone from your list.',
  interfaces: [Event, ChatEvent],
});
promoted.implement({
  description: 'Somebody has another role, for instance because the last owner left.',
  interfaces: [Event, ChatEvent],
});

for (const ref of [joined, promoted]) {
  builder.objectField(ref, 'membership', (t) =>
    t.prismaField({
      type: Membership,
      description: 'The stay this is about.',
      resolve: (query, { subjectId }, _args, { caller }) =>
        caller.log.database.prisma.membership.findUniqueOrThrow({ ...query, where: { id: subjectId } }),
    }),
  );
}

builder.objectField(left, 'user', (t) =>
  t.prismaField({
    type: User,
    description: 'Who went.',
    resolve: (query, { subjectId }, _args, { caller }) =>
      caller.log.database.prisma.user.findFirstOrThrow({
        ...query,
        where: { memberships: { some: { id: subjectId } } },
      }),
  }),
);
