import { InvitationFields, MemberFields, MessageFields, PersonFields } from '../fragments.ts';
import { graphql } from '../graphql.ts';

/** What must not be missed: whatever changes for this person, from a cursor on. */
export const Events = graphql(
  `
    subscription Events($after: String) {
      events(after: $after) {
        __typename
        cursor
        ... on ChatEvent {
          chatId
          seq
        }
        ... on MessageSent {
          message {
            ...MessageFields
          }
        }
        ... on MemberJoined {
          membership {
            ...MemberFields
          }
        }
        ... on MemberLeft {
          user {
            ...PersonFields
          }
        }
        ... on RoleChanged {
          membership {
            ...MemberFields
          }
        }
        ... on ReadMoved {
          membership {
            id
            readSeq
            chat {
              id
            }
          }
        }
        ... on InvitationReceived {
          invitation {
            ...InvitationFields
          }
        }
        ... on InvitationResolved {
          invitation {
            ...InvitationFields
          }
        }
        ... on InvitationSent {
          invitation {
            ...InvitationFields
          }
        }
        ... on SessionEnded {
          sessionId
        }
        ... on SettingsChanged {
          settings {
            presenceVisibility
          }
        }
      }
    }
  `,
  [MessageFields, MemberFields, PersonFields, InvitationFields],
);
