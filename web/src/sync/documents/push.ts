import { graphql } from '../graphql.ts';

export const PushKey = graphql(`
  query PushKey {
    viewer {
      pushKey
      session {
        id
      }
      pushDevices {
        lastFailure
        session {
          id
        }
      }
    }
  }
`);

export const RegisterPushDevice = graphql(`
  mutation RegisterPushDevice($input: RegisterPushDeviceInput!) {
    registerPushDevice(input: $input) {
      __typename
      ... on RegisterPushDeviceSuccess {
        device {
          id
          preview
        }
      }
      ... on Error {
        words: message
      }
    }
  }
`);
