import { graphql } from '../graphql.ts';

/** What others are doing now. It begins with this person's own presence: from then on nothing more is missed. */
export const Signals = graphql(`
  subscription Signals {
    signals {
      __typename
      ... on Typing {
        chatId
        typing
        user {
          id
          username
          displayName
        }
      }
      ... on DeliveredPosition {
        chatId
        seq
        user {
          id
        }
      }
      ... on ReadPosition {
        chatId
        seq
        user {
          id
        }
      }
      ... on PresenceChange {
        user {
          id
        }
        presence {
          online
          lastSeenAt
        }
      }
    }
  }
`);

export const Presences = graphql(`
  query Presences($userIds: [ID!]!) {
    viewer {
      presences(userIds: $userIds) {
        online
        lastSeenAt
      }
    }
  }
`);

/** How far the others are in the chats that are on top of the list. */
export const Standing = graphql(`
  query Standing {
    viewer {
      chats(first: 50) {
        edges {
          node {
            id
          }
          othersReadSeq
          othersDeliveredSeq
        }
      }
    }
  }
`);

export const SetTyping = graphql(`
  mutation SetTyping($input: SetTypingInput!) {
    setTyping(input: $input) {
      __typename
    }
  }
`);

export const MarkDelivered = graphql(`
  mutation MarkDelivered($input: MarkDeliveredInput!) {
    markDelivered(input: $input) {
      __typename
    }
  }
`);
