import { MessageFields } from '../fragments.ts';
import { graphql } from '../graphql.ts';

/** A page of what was said, counted from the end: the newest without `before`, else what came before it. */
export const History = graphql(
  `
    query History($chatId: ID!, $last: Int!, $before: String) {
      viewer {
        chat(id: $chatId) {
          node {
            id
            messages(last: $last, before: $before) {
              edges {
                node {
                  ...MessageFields
                }
              }
              pageInfo {
                hasPreviousPage
                startCursor
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
