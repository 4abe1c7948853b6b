import type { Ask } from './ask.ts';
import type { Person } from './person.ts';

/** What a client knows: read from the server in a snapshot, or kept up to date by events alone. */
export type Knowledge = {
  presenceVisibility: string;
  sessions: string[];
  inbox: string[];
  sent: string[];
  chats: { [chatId: string]: Known };
};

type Known = {
  kind: string;
  title: string | null;
  lastSeq: number;
  readSeq: number;
  unread: number;
  members: { [userId: string]: string };
  messages: { seq: number; text: string; sender: string }[];
};

type Chat = {
  id: string;
  kind: string;
  title: string | null;
  lastSeq: number;
  members: { edges: { node: { role: string; user: { id: string } } }[] };
  messages: { edges: { node: Message }[] };
};
type Message = { seq: number; text: string; sender: { id: string } };
type Membership = { role: string; readSeq: number; user: { id: string }; chat: Chat };

/** An event with everything that a client needs to stay up to date. */
export type FullEvent = {
  __typename: string;
  cursor: string;
  chatId: string;
  seq: number;
  message: Message;
  membership: Membership;
  user: { id: string };
  invitation: { id: string; status: string };
  session: { id: string };
  sessionId: string;
  settings: { presenceVisibility: string };
};

const CHAT = `id kind title lastSeq members(first: 100) { edges { node { role user { id } } } }
  messages(last: 100) { edges { node { seq text sender { id } } } }`;
const MEMBERSHIP = `role readSeq user { id } chat { ${CHAT} }`;

export const FULL_EVENT = `__typename cursor
  ... on ChatEvent { chatId seq }
  ... on MessageSent { message { seq text sender { id } } }
  ... on MemberJoined { membership { ${MEMBERSHIP} } }
  ... on RoleChanged { membership { role user { id } } }
  ... on MemberLeft { user { id } }
  ... on ReadMoved { membership { readSeq chat { id } } }
  ... on InvitationReceived { invitation { id status } }
  ... on InvitationSent { invitation { id status } }
  ... on InvitationResolved { invitation { id status } }
  ... on SessionStarted { session { id } }
  ... on SessionEnded { sessionId }
  ... on SettingsChanged { settings { presenceVisibility } }`;

const SNAPSHOT = `{ viewer { cursor sessions { id } settings { presenceVisibility }
  invitations(first: 100) { edges { node { id } } } sentInvitations(first: 100) { edges { node { id } } }
  chats(first: 20) { edges { unreadCount membership { readSeq } node { ${CHAT} } } } } }`;

type Edges = { edges: { node: { id: string } }[] };
type Snapshot = {
  viewer: {
    cursor: string;
    sessions: { id: string }[];
    settings: { presenceVisibility: string };
    invitations: Edges;
    sentInvitations: Edges;
    chats: { edges: { unreadCount: number; membership: { readSeq: number }; node: Chat }[] };
  };
};

/** Reads all that a person may know, and the cursor that goes with it. */
export async function readKnowledge(ask: Ask, person: Person): Promise<{ cursor: string; knowledge: Knowledge }> {
  const { viewer } = await ask<Snapshot>(person, SNAPSHOT);
  const knowledge: Knowledge = {
    presenceVisibility: viewer.settings.presenceVisibility,
    sessions: viewer.sessions.map(({ id }) => id).sort(),
    inbox: viewer.invitations.edges.map(({ node }) => node.id).sort(),
    sent: viewer.sentInvitations.edges.map(({ node }) => node.id).sort(),
    chats: {},
  };
  for (const { node, membership, unreadCount } of viewer.chats.edges) {
    knowledge.chats[node.id] = { ...known(node), readSeq: membership.readSeq, unread: unreadCount };
  }
  return { cursor: viewer.cursor, knowledge };
}

function known(chat: Chat): Known {
  return {
    kind: chat.kind,
    title: chat.title,
    lastSeq: chat.lastSeq,
    readSeq: 0,
    unread: 0,
    members: Object.fromEntries(chat.members.edges.map(({ node }) => [node.user.id, node.role])),
    messages: chat.messages.edges.map(({ node }) => ({ seq: node.seq, text: node.text, sender: node.sender.id })),
  };
}

/** What a client knows after these events: the whole of a third party's sync engine. Repeats change nothing. */
export function learn(before: Knowledge, events: readonly FullEvent[], me: string): Knowledge {
  const knowledge = structuredClone(before);
  for (const event of events) learnOne(knowledge, event, me);
  for (const chat of Object.values(knowledge.chats)) {
    chat.unread = chat.messages.filter(({ seq, sender }) => seq > chat.readSeq && sender !== me).length;
  }
  return knowledge;
}

function learnOne(knowledge: Knowledge, event: FullEvent, me: string): void {
  const chat = knowledge.chats[event.chatId];
  if (chat && event.seq <= chat.lastSeq) return;
  if (chat) chat.lastSeq = event.seq;
  switch (event.__typename) {
    case 'MessageSent':
      // The chat that came with an earlier event may have shown it already: its fields are read one after the other.
      if (!chat || chat.messages.some(({ seq }) => seq === event.seq)) return;
      chat.messages.push({ seq: event.seq, text: event.message.text, sender: event.message.sender.id });
      return;
    case 'MemberJoined': {
      const { user, role, readSeq, chat: joined } = event.membership;
      if (user.id === me) knowledge.chats[joined.id] = { ...known(joined), readSeq };
      else if (chat) chat.members[user.id] = role;
      return;
    }
    case 'MemberLeft':
      if (event.user.id === me) delete knowledge.chats[event.chatId];
      else if (chat) delete chat.members[event.user.id];
      return;
    case 'RoleChanged':
      if (chat) chat.members[event.membership.user.id] = event.membership.role;
      return;
    case 'ReadMoved': {
      const moved = knowledge.chats[event.membership.chat.id];
      if (moved) moved.readSeq = Math.max(moved.readSeq, event.membership.readSeq);
      return;
    }
    case 'InvitationReceived':
      if (event.invitation.status === 'PENDING') knowledge.inbox = withId(knowledge.inbox, event.invitation.id);
      return;
    case 'InvitationSent':
      if (event.invitation.status === 'PENDING') knowledge.sent = withId(knowledge.sent, event.invitation.id);
      return;
    case 'InvitationResolved':
      knowledge.inbox = knowledge.inbox.filter((id) => id !== event.invitation.id);
      knowledge.sent = knowledge.sent.filter((id) => id !== event.invitation.id);
      return;
    case 'SessionStarted':
      knowledge.sessions = withId(knowledge.sessions, event.session.id);
      return;
    case 'SessionEnded':
      knowledge.sessions = knowledge.sessions.filter((id) => id !== event.sessionId);
      return;
    case 'SettingsChanged':
      knowledge.presenceVisibility = event.settings.presenceVisibility;
      return;
    default:
      throw new Error(`nobody taught the model about ${event.__typename}`);
  }
}

function withId(ids: readonly string[], id: string): string[] {
  return [...new Set([...ids, id])].sort();
}
