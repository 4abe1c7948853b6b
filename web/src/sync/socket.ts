import { stringifyDocument } from '@urql/core';
import { createClient } from 'graphql-ws';
import type { TadaDocumentNode } from './graphql.ts';

const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const ACK_WITHIN_MS = 10_000;

/** Codes of ours and of graphql-ws after which the same session will not be let in again. */
const SIGNED_OUT_CODES = new Set([4401, 4403]);

export type Ending = 'signed-out' | 'lost';

interface Listener<Data> {
  /** The server has accepted the socket. */
  readonly connected: () => void;
  readonly next: (data: Data) => void;
  /** Called once, however it ends. */
  readonly ended: (ending: Ending) => void;
}

/**
 * One subscription over one socket. Nothing is retried here: graphql-ws would send the first variables again, and with
 * them a cursor of long ago. Who listens reads the newest cursor and subscribes anew.
 */
export function subscribe<Data, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
  listener: Listener<Data>,
): () => void {
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

  const unsubscribe = socket.subscribe<Data>(
    { query: stringifyDocument(document), variables },
    {
      next: ({ data, errors }) => {
        if (errors !== undefined) return end(endingOf(errors));
        if (data !== null && data !== undefined) listener.next(data);
      },
      error: (reason) => end(endingOf(reason)),
      complete: () => end('lost'),
    },
  );

  function end(ending: Ending): void {
    if (over) return;
    over = true;
    clearTimeout(pong);
    unsubscribe();
    void socket.dispose();
    listener.ended(ending);
  }

  return () => end('lost');
}

function endingOf(reason: unknown): Ending {
  if (reason instanceof CloseEvent) return SIGNED_OUT_CODES.has(reason.code) ? 'signed-out' : 'lost';
  if (!Array.isArray(reason)) return 'lost';
  return reason.some((error) => error?.extensions?.code === 'UNAUTHENTICATED') ? 'signed-out' : 'lost';
}
