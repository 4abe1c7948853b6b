import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Person } from './person.ts';

/** A signal as a subscriber gets it. */
export type HeardSignal = Readonly<{
  __typename: string;
  user: Readonly<{ id: string }>;
  chatId?: string;
  seq?: number;
  typing?: boolean;
  presence?: Readonly<{ online: boolean; lastSeenAt: string | null }> | null;
}>;

export type Harking = Readonly<{
  /** What came so far, without the subscriber's own presence that it begins with. */
  heard: readonly HeardSignal[];
  /** Resolves with the first signal from now on that satisfies the wish; fails after some seconds. */
  next(wish: (signal: HeardSignal) => boolean): Promise<HeardSignal>;
  stop(): Promise<void>;
}>;

const SIGNALS = `subscription { signals { __typename
  ... on Typing { chatId typing user { id } }
  ... on ReadPosition { chatId seq user { id } }
  ... on DeliveredPosition { chatId seq user { id } }
  ... on PresenceChange { user { id } presence { online lastSeenAt } }
} }`;

const PATIENCE_MS = 10_000;

/** Subscribes to signals over a real socket. Resolves when everything is heard from then on. */
export async function hark(url: string, person: Person): Promise<Harking> {
  const all: HeardSignal[] = [];
  const waiting = new Set<() => void>();
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${person.token}` },
  });
  const heard = () => all.slice(1);
  const wake = () => {
    for (const look of waiting) look();
  };
  client.subscribe<{ signals: HeardSignal }>(
    { query: SIGNALS },
    {
      next: ({ data }) => {
        if (data) all.push(data.signals);
        wake();
      },
      error: wake,
      complete: wake,
    },
  );
  await find(0, () => true);
  return {
    get heard() {
      return heard();
    },
    next: (wish) => find(all.length, wish),
    stop: async () => client.dispose(),
  };

  function find(from: number, wish: (signal: HeardSignal) => boolean): Promise<HeardSignal> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`${person.name} waited in vain; heard ${JSON.stringify(heard())}`));
      }, PATIENCE_MS);
      const look = () => {
        const found = all.slice(from).find(wish);
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
