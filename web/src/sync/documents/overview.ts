import { ChatEdgeFields, InvitationFields, PersonFields } from '../fragments.ts';
import { graphql } from '../graphql.ts';

const ChatPage = graphql(
  `
    fragment ChatPage on ViewerChatConnection @_unmask {
      edges {
        ...ChatEdgeFields
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  `,
  [ChatEdgeFields],
);

const InvitationPage = graphql(
  `
    fragment InvitationPage on InvitationConnection @_unmask {
      edges {
        node {
          ...InvitationFields
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  `,
  [InvitationFields],
);

/** Everything the first screen needs, and the cursor to go on from. */
export const Snapshot = graphql(
  `
    query Snapshot {
      viewer {
        cursor
        user {
          ...PersonFields
        }
        session {
          id
        }
        settings {
          presenceVisibility
        }
        chats(first: 50) {
          ...ChatPage
        }
        invitations(first: 50) {
          ...InvitationPage
        }
        sentInvitations(first: 50) {
          ...InvitationPage
        }
      }
    }
  `,
  [PersonFields, ChatPage, InvitationPage],
);

export const MoreChats = graphql(
  `
    query MoreChats($after: String) {
      viewer {
        chats(first: 50, after: $after) {
          ...ChatPage
        }
      }
    }
  `,
  [ChatPage],
);

export const MoreInvitations = graphql(
  `
    query MoreInvitations($after: String) {
      viewer {
        page: invitations(first: 50, after: $after) {
          ...InvitationPage
        }
      }
    }
  `,
  [InvitationPage],
);

export const MoreSentInvitations = graphql(
  `
    query MoreSentInvitations($after: String) {
      viewer {
        page: sentInvitations(first: 50, after: $after) {
          ...InvitationPage
        }
      }
    }
  `,
  [InvitationPage],
);
