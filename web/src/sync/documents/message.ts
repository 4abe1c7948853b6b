import { MessageFields } from '../fragments.ts';
import { graphql } from '../graphql.ts';

/** A page of what was said: the newest, or those on both sides of a message. */
export const History = graphql(
  `
    query History($chatId: ID!, $last: Int!, $around: ID) {
      viewer {
        chat(id: $chatId) {
          node {
            id
            messages(last: $last, around: $around) {
              edges {
                node {
                  ...MessageFields
                }
              }
              pageInfo {
                hasPreviousPage
                hasNextPage
              }
            }
          }
        }
      }
    }
  `,
  [MessageFields],
);

export const SendMessage = graphql(
  `
    mutation SendMessage($input: SendMessageInput!) {
      sendMessage(input: $input) {
        __typename
        ... on SendMessageSuccess {
          message {
            ...MessageFields
          }
        }
        ... on Error {
          words: message
        }
      }
    }
  `,
  [MessageFields],
);

export const MarkRead = graphql(`
  mutation MarkRead($input: MarkReadInput!) {
    markRead(input: $input) {
      __typename
      ... on MarkReadSuccess {
        unreadCount
        membership {
          id
          readSeq
        }
      }
    }
  }
`);
