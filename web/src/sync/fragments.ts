import { graphql } from './graphql.ts';
import type { ResultOf } from './graphql.ts';
import type { Chat, Invitation, Member, Message } from './records.ts';

const PersonFields = graphql(`
  fragment PersonFields on User @_unmask {
    id
    username
    displayName
  }
`);

export const MessageFields = graphql(
  `
    fragment MessageFields on Message @_unmask {
      id
      uuid
      chat {
        id
      }
      seq
      kind
      notice
      sender {
        ...PersonFields
      }
      text
      createdAt
    }
  `,
  [PersonFields],
);

export const ChatFields = graphql(
  `
    fragment ChatFields on Chat @_unmask {
      id
      kind
      title
      pair {
        ...PersonFields
      }
      memberCount
      lastMessage {
        ...MessageFields
      }
      lastActivityAt
      lastSeq
    }
  `,
  [PersonFields, MessageFields],
);

/** A chat together with where this person stands in it. */
export const ChatEdgeFields = graphql(
  `
    fragment ChatEdgeFields on ViewerChatEdge @_unmask {
      node {
        ...ChatFields
      }
      membership {
        id
        readSeq
        deliveredSeq
      }
      unreadCount
      othersReadSeq
      othersDeliveredSeq
    }
  `,
  [ChatFields],
);

export const MemberFields = graphql(
  `
    fragment MemberFields on Membership @_unmask {
      id
      user {
        ...PersonFields
      }
      role
      joinedAt
      readSeq
      deliveredSeq
    }
  `,
  [PersonFields],
);

export const InvitationFields = graphql(
  `
    fragment InvitationFields on Invitation @_unmask {
      id
      chatId
      chat {
        kind
        title
        memberCount
      }
      inviter {
        ...PersonFields
      }
      invitee {
        ...PersonFields
      }
      status
      createdAt
    }
  `,
  [PersonFields],
);

export { PersonFields };

export function toMessage(data: ResultOf<typeof MessageFields>): Message {
  const { id, uuid, seq, notice, sender, text } = data;
  const at = Date.parse(data.createdAt);
  return { id, uuid, chatId: data.chat.id, seq, system: data.kind === 'SYSTEM', notice, sender, text, at };
}

export function toChat(edge: ResultOf<typeof ChatEdgeFields>): Chat {
  const { node, membership, unreadCount, othersReadSeq, othersDeliveredSeq } = edge;
  return {
    id: node.id,
    kind: node.kind,
    title: node.title,
    pair: node.pair ?? [],
    memberCount: node.memberCount,
    lastMessage: node.lastMessage === null ? null : toMessage(node.lastMessage),
    lastActivityAt: Date.parse(node.lastActivityAt),
    lastSeq: node.lastSeq,
    readSeq: membership.readSeq,
    unreadCount,
    deliveredSeq: membership.deliveredSeq,
    others:
      othersReadSeq === null || othersDeliveredSeq === null
        ? null
        : { readSeq: othersReadSeq, deliveredSeq: othersDeliveredSeq },
  };
}

export function toMember(data: ResultOf<typeof MemberFields>): Member {
  const { user, role, readSeq, deliveredSeq } = data;
  return { user, role, joinedAt: Date.parse(data.joinedAt), readSeq, deliveredSeq };
}

export function toInvitation(data: ResultOf<typeof InvitationFields>): Invitation {
  const { id, chatId, chat, inviter, invitee, createdAt } = data;
  return { id, chatId, ...chat, inviter, invitee, at: Date.parse(createdAt) };
}
