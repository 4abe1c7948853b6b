import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { addressKey } from '../platform/limits.ts';
import { cookieToken } from './credentials.ts';
import { ENDPOINT } from './engine.ts';
import { callerOf } from './http.ts';
import { FRAME_MAX_BYTES } from './limits.ts';
import { isForeign } from './origin.ts';
import { createSocketProtocol, type Peer, type SocketDoor } from './socket-protocol.ts';

const UNPROVEN_PER_ADDRESS_MAX = 200;
const SOCKETS_MAX = 20_000;
const PING_EVERY_MS = 12_000;
/** Beyond this much unsent data the peer is not reading: it is closed with 4413 and goes on by cursor. */
const BUFFERED_MAX_BYTES = 1_000_000;

export type Sockets = Readonly<{
  /** Closes all sockets with 4503, telling clients to come again. Resolves when they are gone. */
  drain(): Promise<void>;
}>;

/** Takes graphql-transport-ws sockets at the endpoint of an HTTP server. */
export function serveSockets(server: Server, door: SocketDoor): Sockets {
  const protocol = createSocketProtocol(door);
  const unproven = new Map<string, number>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_MAX_BYTES,
    // A frame in thousands of crumbs would cost far more memory than its bytes.
    maxFragments: 64,
    maxBufferedChunks: 1_024,
    perMessageDeflate: false,
    handleProtocols: (offered) => handleProtocols(offered),
  });
  server.on('upgrade', upgrade);
  return { drain };

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const address = addressKey(door.addressOf(request));
    const path = request.url?.split('?', 1)[0];
    if (path !== ENDPOINT) return refuse(stream, '404 Not Found');
    if (hasForeignCookie(request)) return refuse(stream, '403 Forbidden');
    if (sockets.clients.size >= SOCKETS_MAX) return refuse(stream, '503 Service Unavailable');
    if ((unproven.get(address) ?? 0) >= UNPROVEN_PER_ADDRESS_MAX) return refuse(stream, '429 Too Many Requests');
    // Called at once, or never when the request is no proper handshake: only a socket that opens can count.
    sockets.handleUpgrade(request, stream, head, (socket) => {
      count(unproven, address, 1);
      let proven = false;
      const prove = () => {
        if (!proven) count(unproven, address, -1);
        proven = true;
      };
      open(socket, request, prove);
      socket.once('close', prove);
    });
  }

  function hasForeignCookie(request: IncomingMessage): boolean {
    return (
      cookieToken(request.headers, door.isSecure(request)) !== null && isForeign(request.headers, door.allowedOrigins)
    );
  }

  function open(socket: Peer['socket'], request: IncomingMessage, onProven: () => void): void {
    // Without an Origin it is no browser page of ours, and then only a bearer token counts.
    const cookie = request.headers.origin === undefined ? null : cookieToken(request.headers, door.isSecure(request));
    door.metrics.sockets.inc();
    socket.once('close', () => door.metrics.sockets.dec());
    keepAlive(socket);
    protocol.open({ socket, caller: callerOf(door, request), cookie, onProven, bufferedMax: BUFFERED_MAX_BYTES });
  }

  async function drain(): Promise<void> {
    server.off('upgrade', upgrade);
    for (const socket of sockets.clients) socket.close(4503, 'Going away, come again');
    const grace = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, 2_000);
    await new Promise<void>((resolve) => sockets.close(() => resolve()));
    clearTimeout(grace);
  }
}

/** Pings, and ends a socket whose peer did not answer until the next ping. */
function keepAlive(socket: Peer['socket']): void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  socket.once('close', () => clearInterval(timer));
}

function count(counts: Map<string, number>, key: string, change: number): void {
  const next = (counts.get(key) ?? 0) + change;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
