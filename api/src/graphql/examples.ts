type Example = Readonly<{ query: string; variables?: string }>;

/** What GraphiQL opens with: the product's story in order, each step ready to run. A test runs them all. */
export const EXAMPLES: readonly Example[] = [
  {
    query: `# 1. Make an account. Signed in to the app in this
# browser? Then go on: it is the same session.
mutation Register {
  register(
    input: {
      username: "ada"
      displayName: "Ada Moretti"
      password: "choose your own words"
    }
  ) {
    __typename
    ... on RegisterSuccess {
      token # "authorization: Bearer …" elsewhere
      viewer { user { id username displayName } }
    }
    ... on InputError { fields { path message } }
    ... on Error { code message }
  }
}
`,
  },
  {
    query: `# 2. Who am I, and what is new?
query Me {
  viewer {
    user { username displayName }
    cursor # subscribe after this one: step 4
    chats(first: 20) {
      edges {
        unreadCount
        node {
          id kind title
          pair { displayName }
          lastMessage { text sender { displayName } }
        }
      }
    }
    invitations(first: 20) {
      totalCount
      edges {
        node {
          id
          chat { title memberCount }
          inviter { displayName }
        }
      }
    }
  }
}
`,
  },
  {
    query: `# 3. Make a group. Nobody is in it until they
# accept.
mutation Group {
  createGroup(
    input: {
      title: "Sunday hikers"
      usernames: ["ben", "joon"]
    }
  ) {
    __typename
    ... on CreateGroupSuccess {
      chat { id title memberCount }
      invited { username status }
    }
    ... on Error { code message }
  }
}
`,
  },
  {
    query: `# 4. Hear everything as it happens: leave this
# running and go on in another window.
subscription Events($after: String) {
  events(after: $after) {
    __typename
    cursor # keep the newest: it is your next "after"
    ... on ChatEvent { chatId seq }
    ... on MessageSent {
      message { id text sender { displayName } }
    }
    ... on MemberJoined {
      membership { user { displayName } }
    }
    ... on InvitationReceived {
      invitation {
        id
        chat { title }
        inviter { displayName }
      }
    }
  }
}
`,
    variables: '{ "after": null }',
  },
  {
    query: `# 5. Say yes to an invitation of your inbox.
mutation Accept($invitationId: ID!) {
  acceptInvitation(
    input: { invitationId: $invitationId }
  ) {
    __typename
    ... on AcceptInvitationSuccess {
      membership { role chat { id title } }
    }
    ... on Error { code message }
  }
}
`,
    variables: '{ "invitationId": "an id of step 2" }',
  },
  {
    query: `# 6. Send. The id is a UUIDv7 made by you: sending
# again with the same one is harmless. ("sent:"
# because errors have a message too, of another type.)
mutation Send($id: UUID!, $chatId: ID!, $text: String!) {
  sendMessage(
    input: { id: $id, chatId: $chatId, text: $text }
  ) {
    __typename
    ... on SendMessageSuccess {
      sent: message { id seq createdAt }
      replayed
    }
    ... on InputError { fields { path message } }
    ... on Error { code message }
  }
}
`,
    variables: `{
  "id": "019ab3c2-5f00-7000-8000-000000000001",
  "chatId": "an id of step 2 or 3",
  "text": "Morning! Still on for the ridge?"
}`,
  },
  {
    query: `# 7. Read back, from the end.
query History($chatId: ID!) {
  node(id: $chatId) {
    ... on Chat {
      title
      messages(last: 20) {
        pageInfo { hasPreviousPage startCursor }
        edges {
          node { seq text sender { displayName } createdAt }
        }
      }
    }
  }
}
`,
    variables: '{ "chatId": "an id of step 2 or 3" }',
  },
  {
    query: `# 8. Who types, who is there, what has arrived? While
# this runs you are online to those you share a chat with.
subscription Signals {
  signals {
    __typename
    ... on Typing { chatId typing user { displayName } }
    ... on DeliveredPosition {
      chatId seq user { displayName }
    }
    ... on ReadPosition { chatId seq user { displayName } }
    ... on PresenceChange {
      user { displayName }
      presence { online lastSeenAt }
    }
  }
}
`,
  },
  {
    query: `# 9. Which of your browsers ring, and why the last
# message did or did not. registerPushDevice takes what
# pushManager.subscribe() gives for the pushKey.
query Ringing {
  viewer {
    pushKey
    pushDevices {
      id service preview deaf
      lastSuccessAt
      lastFailureAt lastFailure
      lastDecisionAt lastDecision
    }
  }
}
`,
  },
];
