import { createClient } from 'graphql-ws';
import { endingOf, type Ending } from './ending.ts';
import { textOf, type TadaDocumentNode } from './graphql.ts';

const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const ACK_WITHIN_MS = 10_000;

interface Listener {
  /** The server has accepted the socket. */
  readonly connected: () => void;
  /** Called once, however it ends. */
  readonly ended: (ending: Ending) => void;
}

/** One socket, for as long as it holds. */
export interface Line {
  /** Follows a subscription; the line ends with it. */
  follow<Data, Variables extends Record<string, unknown>>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables,
    next: (data: Data) => void,
  ): void;
  /** Follows what one can do without: if the server has it not, nothing else changes. */
  overhear<Data, Variables extends Record<string, unknown>>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables,
    next: (data: Data) => void,
  ): void;
  close(): void;
}

/**
 * Opens a line with the first subscription on it. Nothing is retried here: graphql-ws would send the first variables again,
 * and with them a cursor of long ago. Who listens reads the newest cursor and opens anew.
 */
export function openLine(listener: Listener): Line {
  let over = false;
  let raw: WebSocket | undefined;
  let pong: ReturnType<typeof setTimeout> | undefined;

  const socket = createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    connectionAckWaitTimeout: ACK_WITHIN_MS,
    on: {
      opened: (opened) => {
        raw = opened instanceof WebSocket ? opened : undefined;
      },
      connected: () => listener.connected(),
      // A half-open line looks alive until somebody asks.
      ping: (received) => {
        if (!received) pong = setTimeout(() => raw?.close(4408, 'No pong'), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
    },
  });

  return { follow, overhear, close: () => end({ why: 'lost' }) };

  function follow<Data, Variables extends Record<string, unknown>>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables,
    next: (data: Data) => void,
  ): void {
    socket.subscribe<Data>(
      { query: textOf(document), variables },
      {
        next: ({ data, errors }) => {
          if (errors !== undefined) return end(endingOf(errors));
          if (data !== null && data !== undefined) next(data);
        },
        error: (reason) => end(endingOf(reason)),
        complete: () => end({ why: 'lost' }),
      },
    );
  }

  function overhear<Data, Variables extends Record<string, unknown>>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables,
    next: (data: Data) => void,
  ): void {
    socket.subscribe<Data>(
      { query: textOf(document), variables },
      { next: ({ data }) => data && next(data), error: () => {}, complete: () => {} },
    );
  }

  function end(ending: Ending): void {
    if (over) return;
    over = true;
    clearTimeout(pong);
    void socket.dispose();
    listener.ended(ending);
  }
}
