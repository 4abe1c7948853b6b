import { graphql } from '../graphql.ts';

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

export const LeaveChat = graphql(`
  mutation LeaveChat($input: LeaveChatInput!) {
    leaveChat(input: $input) {
      __typename
      ... on Error {
        words: message
      }
    }
  }
`);

export const CreateGroup = graphql(`
  mutation CreateGroup($input: CreateGroupInput!) {
    createGroup(input: $input) {
      __typename
      ... on CreateGroupSuccess {
        chat {
          id
        }
        invited {
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
