import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

const PING_EVERY_MS = 12_000;
/** The sockets are pinged in so many parts, lest thousands of pings go out in one turn. */
const PARTS = 24;

type Watched = {
  readonly socket: WebSocket;
  readonly stream: Duplex;
  answered: boolean;
  /** Unsent bytes at the last ping: who takes some of them is alive, though the ping waits behind the rest. */
  unsent: number;
};

export type KeepAlive = Readonly<{ watch(socket: WebSocket, stream: Duplex): void; close(): void }>;

/** Pings sockets, and ends those whose peers neither answered nor read anything until the next ping. */
export function createKeepAlive(): KeepAlive {
  const parts = Array.from({ length: PARTS }, () => new Set<Watched>());
  let next = 0;
  let turn = 0;
  const timer = setInterval(() => {
    for (const watched of parts[turn] ?? []) ping(watched);
    turn = (turn + 1) % PARTS;
  }, PING_EVERY_MS / PARTS);

  return { watch, close: () => clearInterval(timer) };

  function watch(socket: WebSocket, stream: Duplex): void {
    const part = parts[next];
    next = (next + 1) % PARTS;
    const watched: Watched = { socket, stream, answered: true, unsent: 0 };
    part?.add(watched);
    socket.on('pong', () => {
      watched.answered = true;
    });
    socket.once('close', () => part?.delete(watched));
  }
}

function ping(watched: Watched): void {
  const { socket, stream, answered, unsent } = watched;
  if (!answered && stream.writableLength >= unsent) return socket.terminate();
  if (socket.readyState !== socket.OPEN) return;
  watched.answered = false;
  socket.ping();
  watched.unsent = stream.writableLength;
}
