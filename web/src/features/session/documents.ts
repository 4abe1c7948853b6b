import { graphql } from '../../sync/graphql.ts';

export const Register = graphql(`
  mutation Register($input: RegisterInput!) {
    register(input: $input) {
      __typename
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

export const LogIn = graphql(`
  mutation LogIn($input: LogInInput!) {
    logIn(input: $input) {
      __typename
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

export const Sessions = graphql(`
  query Sessions {
    viewer {
      session {
        id
      }
      sessions {
        id
        userAgent
        lastUsedAt
      }
    }
  }
`);
