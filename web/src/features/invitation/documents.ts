import { graphql } from '../../sync/graphql.ts';

export const AcceptInvitation = graphql(`
  mutation AcceptInvitation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) {
      __typename
    }
  }
`);

export const DeclineInvitation = graphql(`
  mutation DeclineInvitation($input: DeclineInvitationInput!) {
    declineInvitation(input: $input) {
      __typename
    }
  }
`);

export const CancelInvitation = graphql(`
  mutation CancelInvitation($input: CancelInvitationInput!) {
    cancelInvitation(input: $input) {
      __typename
    }
  }
`);

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
