import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Metrics } from '../platform/metrics.ts';
import type { Caller, Viewer } from '../viewer.ts';
import type { Running } from './running.ts';

/**
 * Beyond this much unsent data, after what the system itself has taken, the peer is not reading: it is closed with 4413 and
 * goes on by cursor. A hundred of them may cost no more than 20 MB.
 */
const BUFFERED_MAX_BYTES = 150_000;
/** As long as this much is unsent, what can wait is not written. */
const BUFFERED_ENOUGH_BYTES = 64_000;
/** Who does not read does not answer the closing either. */
const CLOSE_WITHIN_MS = 1_000;

/** One open socket. There may be tens of thousands: it holds data, and what is done with it is written once. */
export type Peer = {
  readonly socket: WebSocket;
  /** What the socket writes to. Whole frames can be written past the socket, for nothing is compressed or in parts. */
  readonly stream: Duplex;
  readonly caller: Caller;
  readonly running: Running;
  /** Subscriptions that are fed from a shared stream, by their ids, with what ends them. */
  readonly feeds: Map<string, () => void>;
  /** Token of the session cookie, if the cookie may count. */
  cookie: string | null;
  viewer: Viewer | null;
  unwatch: () => void;
};

export function isOpen({ socket }: Peer): boolean {
  return socket.readyState === socket.OPEN;
}

/** Ends the talk. Only the first ending counts. */
export function end(peer: Peer, metrics: Metrics, code: number, reason: string): void {
  if (!isOpen(peer)) return;
  metrics.socketsClosed.inc({ code });
  peer.socket.close(code, reason.slice(0, 120));
  setTimeout(() => peer.socket.terminate(), CLOSE_WITHIN_MS).unref();
}

export function endSlow(peer: Peer, metrics: Metrics): void {
  end(peer, metrics, 4413, 'Reads too slowly, resume by cursor');
}

export function isSlow({ stream }: Peer): boolean {
  return stream.writableLength > BUFFERED_MAX_BYTES;
}

/** Resolves once the peer has taken most of what was written, or is gone. */
export async function caughtUp({ stream }: Peer): Promise<void> {
  while (stream.writableLength > BUFFERED_ENOUGH_BYTES && !stream.destroyed) {
    await new Promise<void>((resolve) => {
      const done = () => {
        stream.off('drain', done).off('close', done);
        resolve();
      };
      stream.on('drain', done).on('close', done);
    });
  }
}
