import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Person } from './person.ts';

/** An event as a subscriber gets it. Which fields are there follows from the document. */
export type Heard = Readonly<{
  __typename: string;
  cursor: string;
  chatId?: string;
  seq?: number;
  [field: string]: unknown;
}>;

export type Listening = Readonly<{
  /** All that came so far. */
  heard: readonly Heard[];
  /** Resolves once an event satisfies the wish, with it; fails after some seconds. */
  until(wish: (event: Heard) => boolean): Promise<Heard>;
  stop(): Promise<void>;
  /** The close code, once the server ends the socket. */
  closed: Promise<number>;
}>;

export const EVERYTHING = `subscription ($after: String) { events(after: $after) {
  __typename cursor at
  ... on ChatEvent { chatId seq }
  ... on MessageSent { message { id text sender { id } } }
  ... on MemberJoined { membership { user { id } } }
  ... on MemberLeft { user { id } }
  ... on InvitationReceived { invitation { id status } }
  ... on InvitationResolved { invitation { id status } }
} }`;

const PATIENCE_MS = 30_000;

/** Subscribes as a person over a real socket, with nothing but graphql-ws. Resolves when the server has acknowledged. */
export async function listen(
  url: string,
  person: Person,
  after: string | null = null,
  query = EVERYTHING,
): Promise<Listening> {
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  let connected = () => {};
  const ready = new Promise<void>((resolve) => {
    connected = resolve;
  });
  let ended = (_code: number) => {};
  const closed = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => {},
    connectionParams: { authorization: `Bearer ${person.token}` },
    on: { connected: () => connected(), closed: (event) => ended(codeOf(event)) },
  });
  client.subscribe<{ events: Heard }>(
    { query, variables: { after } },
    {
      next: ({ data }) => {
        if (data) heard.push(data.events);
        wake();
      },
      error: () => wake(),
      complete: () => {},
    },
  );
  await ready;
  return { heard, until, closed, stop: async () => client.dispose() };

  function until(wish: (event: Heard) => boolean): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(
          new Error(
            `${person.name} waited in vain; heard ${heard.map((event) => event.__typename).join(', ') || 'nothing'}`,
          ),
        );
      }, PATIENCE_MS);
      const look = () => {
        const found = heard.find(wish);
        if (!found) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  }
}

function codeOf(event: unknown): number {
  return typeof event === 'object' && event !== null && 'code' in event ? Number(event.code) : 0;
}
