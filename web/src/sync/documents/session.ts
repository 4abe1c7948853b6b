import { graphql } from '../graphql.ts';

export const LogOut = graphql(`
  mutation LogOut {
    logOut {
      __typename
    }
  }
`);
