import { graphql } from '../../sync/graphql.ts';

const PushDeviceFields = graphql(`
  fragment PushDeviceFields on PushDevice @_unmask {
    id
    service
    preview
    createdAt
    lastSuccessAt
    lastFailureAt
    lastFailure
    lastDecision
    lastDecisionAt
    deaf
    session {
      id
      userAgent
    }
  }
`);

export const PushDevices = graphql(
  `
    query PushDevices {
      viewer {
        session {
          id
        }
        pushDevices {
          ...PushDeviceFields
        }
      }
    }
  `,
  [PushDeviceFields],
);

export const TestPushDevice = graphql(`
  mutation TestPushDevice($input: TestPushDeviceInput!) {
    testPushDevice(input: $input) {
      __typename
      ... on TestPushDeviceSuccess {
        accepted
        failure
      }
      ... on Error {
        words: message
      }
    }
  }
`);

export const RemovePushDevice = graphql(`
  mutation RemovePushDevice($input: RemovePushDeviceInput!) {
    removePushDevice(input: $input) {
      __typename
    }
  }
`);
