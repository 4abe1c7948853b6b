import { ChatEdgeFields, MemberFields } from '../fragments.ts';
import { graphql } from '../graphql.ts';

export const ChatById = graphql(
  `
    query ChatById($id: ID!) {
      viewer {
        chat(id: $id) {
          ...ChatEdgeFields
        }
      }
    }
  `,
  [ChatEdgeFields],
);

export const Members = graphql(
  `
    query Members($chatId: ID!, $after: String) {
      viewer {
        chat(id: $chatId) {
          node {
            id
            members(first: 100, after: $after) {
              edges {
                node {
                  ...MemberFields
                }
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }
          }
        }
      }
    }
  `,
  [MemberFields],
);
