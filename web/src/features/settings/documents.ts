import { graphql } from '../../sync/graphql.ts';

export const UpdateSettings = graphql(`
  mutation UpdateSettings($input: UpdateSettingsInput!) {
    updateSettings(input: $input) {
      __typename
      ... on UpdateSettingsSuccess {
        settings {
          presenceVisibility
        }
      }
      ... on Error {
        words: message
      }
    }
  }
`);
