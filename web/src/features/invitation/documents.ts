import { graphql } from '../../sync/graphql.ts';

export const InviteToChat = graphql(`
  mutation InviteToChat($input: InviteToChatInput!) {
    inviteToChat(input: $input) {
      __typename
      ... on InviteToChatSuccess {
        outcomes {
          username
          status
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
