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
