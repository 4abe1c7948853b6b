import { graphql } from '../../sync/graphql.ts';

export const CreatePrivateChat = graphql(`
  mutation CreatePrivateChat($input: CreatePrivateChatInput!) {
    createPrivateChat(input: $input) {
      __typename
      ... on CreatePrivateChatSuccess {
        chat {
          id
        }
      }
      ... on InputError {
        fields {
          path
          message
        }
      }
      ... on Error {
        words: message
      }
    }
  }
`);
