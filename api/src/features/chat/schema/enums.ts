import { ChatKind as Kinds, Role as Roles } from '../../../generated/prisma/enums.ts';
import { builder } from '../../../graphql/builder.ts';

export const ChatKind = builder.enumType('ChatKind', {
  description: 'Between whom a chat is.',
  values: {
    [Kinds.PRIVATE]: { description: 'Between exactly two people; there is one such chat for each pair.' },
    [Kinds.GROUP]: { description: 'Any number of people under a title.' },
  } as const,
});

export const Role = builder.enumType('Role', {
  description: 'What a member may do in a chat.',
  values: {
    [Roles.OWNER]: { description: 'Answers for the group. A group that has members always has at least one.' },
    [Roles.ADMIN]: { description: 'Helps the owners; first in line when the last owner leaves.' },
    [Roles.MEMBER]: { description: 'Reads, writes and invites.' },
  } as const,
});
