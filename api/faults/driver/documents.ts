/** The operations of the simulated devices, and what their answers mean. All devices use the same text of each. */

export const EVENTS = `subscription Device($after: String) { events(after: $after) { __typename cursor
  ... on ChatEvent { chatId seq }
  ... on MessageSent { message { uuid text sender { id } } }
  ... on MemberJoined { membership { id readSeq user { id } } }
  ... on MemberLeft { user { id } }
  ... on RoleChanged { membership { id } }
  ... on ReadMoved { membership { readSeq chat { id } } }
  ... on SnapshotRequired { reason } } }`;

export const SNAPSHOT = `{ viewer { cursor chats(first: 20) { edges { unreadCount membership { readSeq }
  node { id lastSeq messages(last: 100) { ...Page } } } } } }
  fragment Page on MessageConnection { pageInfo { hasPreviousPage startCursor } edges { node { uuid seq sender { id } } } }`;

/** What was said before a page. */
export const EARLIER = `query Earlier($id: ID!, $before: String) { node(id: $id) { ... on Chat {
  messages(last: 100, before: $before) { ...Page } } } }
  fragment Page on MessageConnection { pageInfo { hasPreviousPage startCursor } edges { node { uuid seq sender { id } } } }`;

export const SEND = `mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { __typename
  ... on SendMessageSuccess { replayed message { seq } } ... on Error { code } } }`;

export const MARK_READ = `mutation Read($input: MarkReadInput!) { markRead(input: $input) { __typename
  ... on MarkReadSuccess { membership { readSeq } } ... on Error { code } } }`;

export const LOG_OUT = 'mutation { logOut { __typename ... on Error { code message } } }';

/** An event of a chat, with the ids as the database has them. */
export type ChatEvent = Readonly<{
  type: string;
  cursor: string;
  chatId: string;
  seq: number;
  subject: string;
  sender: string | null;
  text: string | null;
  /** Who came or went. */
  who: string | null;
  readSeq: number;
}>;

export type ReadMoved = Readonly<{ type: 'ReadMoved'; cursor: string; chatId: string; readSeq: number }>;
export type Other = Readonly<{ type: 'SnapshotRequired' | 'other'; cursor: string }>;

export type Snapshot = Readonly<{
  cursor: string;
  chats: readonly Readonly<{
    chatId: string;
    lastSeq: number;
    readSeq: number;
    unread: number;
    messages: readonly Said[];
    /** Where to go on reading backwards; null when the messages are all there are. */
    earlier: string | null;
  }>[];
}>;

type Said = Readonly<{ id: string; seq: number; sender: string | null }>;

type Ref = { id: string };
/** As the server writes it; which fields are there follows from __typename. */
type WireEvent = {
  __typename: string;
  cursor: string;
  chatId?: string;
  seq?: number;
  message?: { uuid: string; text: string; sender: Ref | null };
  membership?: { id: string; readSeq: number; user?: Ref; chat?: Ref };
  user?: Ref;
};

export function isEvent(data: unknown): data is { events: WireEvent } {
  return typeof data === 'object' && data !== null && 'events' in data && data.events !== null;
}

export function readEvent(wire: WireEvent): ChatEvent | ReadMoved | Other {
  const { __typename: type, cursor, message, membership, user } = wire;
  if (type === 'ReadMoved' && membership?.chat) {
    return { type, cursor, chatId: rowId(membership.chat.id), readSeq: membership.readSeq };
  }
  if (wire.chatId === undefined || wire.seq === undefined) {
    return { type: type === 'SnapshotRequired' ? type : 'other', cursor };
  }
  const who = user ?? membership?.user;
  return {
    type,
    cursor,
    chatId: rowId(wire.chatId),
    seq: wire.seq,
    subject: message?.uuid ?? rowId(membership?.id ?? user?.id ?? ''),
    sender: message?.sender ? rowId(message.sender.id) : null,
    text: message?.text ?? null,
    who: who ? rowId(who.id) : null,
    readSeq: membership?.readSeq ?? 0,
  };
}

export type WirePage = {
  pageInfo: { hasPreviousPage: boolean; startCursor: string | null };
  edges: { node: { uuid: string; seq: number; sender: Ref | null } }[];
};

export type WireSnapshot = {
  viewer: {
    cursor: string;
    chats: {
      edges: {
        unreadCount: number;
        membership: { readSeq: number };
        node: { id: string; lastSeq: number; messages: WirePage };
      }[];
    };
  } | null;
};

export function readSnapshot({ viewer }: WireSnapshot): Snapshot {
  if (!viewer) throw new Error('the session is not known any more');
  const chats = viewer.chats.edges.map(({ node, membership, unreadCount }) => ({
    chatId: rowId(node.id),
    lastSeq: node.lastSeq,
    readSeq: membership.readSeq,
    unread: unreadCount,
    messages: readPage(node.messages),
    earlier: node.messages.pageInfo.hasPreviousPage ? node.messages.pageInfo.startCursor : null,
  }));
  return { cursor: viewer.cursor, chats };
}

export function readPage({ edges }: WirePage): Said[] {
  return edges.map(({ node: { uuid, seq, sender } }) => ({ id: uuid, seq, sender: sender ? rowId(sender.id) : null }));
}

/** The UUID within a global id. */
export function rowId(globalId: string): string {
  const plain = Buffer.from(globalId, 'base64').toString();
  return plain.slice(plain.indexOf(':') + 1);
}

export function globalId(type: string, id: string): string {
  return Buffer.from(`${type}:${id}`).toString('base64');
}
