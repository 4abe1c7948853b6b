/** How a program of somebody else's talks to us: plain HTTP and WebSocket, a bearer token, and no code of ours. */
import { createClient } from 'graphql-ws';
import { v7 as uuid } from 'uuid';
import { inject, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

const home = inject('origin');

export const PASSWORD = 'a sentence for a password';

export interface Heard {
  kind: string;
  seq?: number;
  chatId?: string;
  message?: { uuid: string; text: string; sender: { username: string } };
  invitation?: { id: string; status: string; inviter: { username: string }; chat: { title: string | null } };
}

export interface Ear {
  next(wanted: string, matches?: (event: Heard) => boolean): Promise<Heard>;
}

interface Registering {
  /** Without one they go by their username. */
  readonly displayName?: string;
  /** Where the product is, when it is not the one that all files share. */
  readonly origin?: string;
}

export async function register(
  name: string,
  { displayName, origin = home }: Registering = {},
): Promise<{ username: string; token: string }> {
  const username = `${name}_${uuid().slice(-8)}`;
  const { register: done } = await askAt<{ register: { token: string } }>(endpointOf(origin), {
    token: undefined,
    query: `mutation Register($username: String!, $displayName: String!, $password: String!) {
      register(input: { username: $username, displayName: $displayName, password: $password }) { ... on RegisterSuccess { token } }
    }`,
    variables: { username, displayName: displayName ?? username, password: PASSWORD },
  });
  return { username, token: done.token };
}

export function ask<Data>(
  token: string | undefined,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  return askAt(endpointOf(home), { token, query, variables });
}

interface Question {
  readonly token: string | undefined;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** The same of a product of one's own. */
export async function askAt<Data>(address: string, { token, query, variables = {} }: Question): Promise<Data> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors }: { data: Data; errors?: { extensions: { code: string } }[] } = await response.json();
  if (errors) throw new Error(`Refused: ${errors.map(({ extensions }) => extensions.code).join(', ')}`);
  return data;
}

/** @returns the chat, which the other has yet to say yes to */
export async function startPrivateChat(token: string, username: string, origin = home): Promise<string> {
  const { createPrivateChat } = await askAt<{ createPrivateChat: { chat: { id: string } } }>(endpointOf(origin), {
    token,
    query: `mutation Start($username: String!) {
      createPrivateChat(input: { username: $username }) { ... on CreatePrivateChatSuccess { chat { id } } }
    }`,
    variables: { username },
  });
  return createPrivateChat.chat.id;
}

/** Says yes to whoever has invited the owner of the token last. @returns the chat */
export async function acceptNewest(token: string, origin = home): Promise<string> {
  interface Inbox {
    viewer: { invitations: { edges: { node: { id: string; chatId: string } }[] } };
  }
  const { viewer } = await askAt<Inbox>(endpointOf(origin), {
    token,
    query: '{ viewer { invitations(first: 1) { edges { node { id chatId } } } } }',
  });
  const invitation = viewer.invitations.edges[0]?.node;
  if (!invitation) throw new Error('The invitation has not arrived.');
  await askAt(endpointOf(origin), {
    token,
    query: 'mutation Accept($id: ID!) { acceptInvitation(input: { invitationId: $id }) { __typename } }',
    variables: { id: invitation.id },
  });
  return invitation.chatId;
}

/** Everything that happens to the owner of the token from now on, or after a cursor: waited for by kind and in order. */
export async function listen(token: string, after?: string): Promise<Ear> {
  const start = after ?? (await ask<{ viewer: { cursor: string } }>(token, '{ viewer { cursor } }')).viewer.cursor;
  const client = createClient({
    url: socketUrl(),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  onTestFinished(() => client.dispose());
  const events = client.iterate<{ events: Heard }>({
    query: `subscription Hear($after: String) {
      events(after: $after) {
        kind: __typename
        ... on ChatEvent { chatId seq }
        ... on MessageSent { message { uuid text sender { username } } }
        ... on InvitationReceived { invitation { id status inviter { username } chat { title } } }
      }
    }`,
    variables: { after: start },
  });
  return {
    async next(wanted, matches = () => true) {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error(`The feed ended before a ${wanted} came.`);
        const event = value.data?.events;
        if (event?.kind === wanted && matches(event)) return event;
      }
    },
  };
}

export function socketUrl(): string {
  return endpointOf(home).replace(/^http/, 'ws');
}

function endpointOf(origin: string): string {
  return `${origin}/graphql`;
}
