import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { addressKey } from '../platform/limits.ts';
import { cookieToken } from './credentials.ts';
import { ENDPOINT } from './engine.ts';
import { callerOf } from './http.ts';
import { createKeepAlive } from './keep-alive.ts';
import { FRAME_MAX_BYTES } from './limits.ts';
import { isForeign } from './origin.ts';
import { createSocketProtocol, type SocketDoor } from './socket-protocol.ts';
import { createTurns } from './turns.ts';

const UNPROVEN_PER_ADDRESS_MAX = 200;
const SOCKETS_MAX = 20_000;
/** Closing takes as long as this for each socket, so that not all clients come again at the same moment. */
const DRAIN_PER_SOCKET_MS = 4;
const DRAIN_MAX_MS = 10_000;
const DRAIN_STEP_MS = 20;

export type Sockets = Readonly<{
  /** Closes all sockets with 4503, telling clients to come again, spread over some seconds. Resolves when they are gone. */
  drain(): Promise<void>;
}>;

/** Takes graphql-transport-ws sockets at the endpoint of an HTTP server. */
export function serveSockets(server: Server, door: SocketDoor): Sockets {
  const protocol = createSocketProtocol(door);
  const keepAlive = createKeepAlive();
  const unproven = new Map<string, number>();
  let draining = false;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_MAX_BYTES,
    // A frame in thousands of crumbs would cost far more memory than its bytes.
    maxFragments: 64,
    maxBufferedChunks: 1_024,
    perMessageDeflate: false,
    handleProtocols: (offered) => handleProtocols(offered),
  });
  const inTurn = createTurns();
  server.on('upgrade', (request, stream, head) => {
    // Nobody else listens from here on, and it may break while it waits for its turn.
    stream.on('error', () => stream.destroy());
    inTurn(() => upgrade(request, stream, head));
  });
  return { drain };

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const address = addressKey(door.addressOf(request));
    const path = request.url?.split('?', 1)[0];
    if (path !== ENDPOINT) return refuse(stream, '404 Not Found');
    if (hasForeignCookie(request)) return refuse(stream, '403 Forbidden');
    if (draining || sockets.clients.size >= SOCKETS_MAX) return refuse(stream, '503 Service Unavailable');
    if ((unproven.get(address) ?? 0) >= UNPROVEN_PER_ADDRESS_MAX) return refuse(stream, '429 Too Many Requests');
    // Called at once, or never when the request is no proper handshake: only a socket that opens can count.
    sockets.handleUpgrade(request, stream, head, (socket) => open(socket, stream, request));
  }

  function hasForeignCookie(request: IncomingMessage): boolean {
    return (
      cookieToken(request.headers, door.isSecure(request)) !== null && isForeign(request.headers, door.allowedOrigins)
    );
  }

  function open(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    // Without an Origin it is no browser page of ours, and then only a bearer token counts.
    const cookie = request.headers.origin === undefined ? null : cookieToken(request.headers, door.isSecure(request));
    const caller = callerOf(door, request);
    keepAlive.watch(socket, stream);
    const unwatch = () => {};
    const peer = { socket, stream, caller, running: new Map(), feeds: new Map(), cookie, viewer: null, unwatch };
    protocol.open(peer, proving(socket, addressKey(caller.address)));
  }

  /** Counts a socket as one that has yet to prove whose it is. @returns what to call when it has */
  function proving(socket: WebSocket, address: string): () => void {
    count(unproven, address, 1);
    let proven = false;
    const prove = () => {
      if (!proven) count(unproven, address, -1);
      proven = true;
    };
    door.metrics.sockets.inc();
    socket.once('close', () => {
      door.metrics.sockets.dec();
      prove();
    });
    return prove;
  }

  async function drain(): Promise<void> {
    draining = true;
    const clients = [...sockets.clients];
    const inMs = Math.min(DRAIN_MAX_MS, clients.length * DRAIN_PER_SOCKET_MS);
    const step = Math.ceil(clients.length / Math.max(1, inMs / DRAIN_STEP_MS));
    for (let from = 0; from < clients.length; from += step) {
      for (const socket of clients.slice(from, from + step)) socket.close(4503, 'Going away, come again');
      await pause(DRAIN_STEP_MS);
    }
    const grace = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, 2_000);
    await new Promise<void>((resolve) => sockets.close(() => resolve()));
    clearTimeout(grace);
    protocol.close();
    keepAlive.close();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function count(counts: Map<string, number>, key: string, change: number): void {
  const next = (counts.get(key) ?? 0) + change;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
}

/** The other side may keep its half open: then nobody would ever close it. */
function refuse(stream: Duplex, status: string): void {
  stream.once('finish', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
