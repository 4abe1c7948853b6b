import type { Metrics } from '../platform/metrics.ts';
import { caughtUp, end, endSlow, isOpen, isSlow, type Peer } from './peer.ts';

/** One subscription of one socket: where its results go. */
export type Outlet = {
  readonly peer: Peer;
  /** Its id on the socket. */
  readonly id: string;
  /** Once it is not, nothing is written any more. */
  open: boolean;
};

export type Outlets = ReturnType<typeof createOutlets>;

export function createOutlets(metrics: Metrics) {
  return {
    /** Writes a whole frame, if anybody still wants it. */
    write({ peer, open }: Outlet, frame: Buffer): void {
      if (!open || !isOpen(peer)) return;
      if (isSlow(peer)) return endSlow(peer, metrics);
      peer.stream.write(frame);
    },
    /** Ends the socket, so that the client resumes by cursor: an event must not be passed over. */
    fail({ peer }: Outlet): void {
      end(peer, metrics, 4500, 'An event could not be read, resume by cursor');
    },
    caughtUp: ({ peer }: Outlet): Promise<void> => caughtUp(peer),
  };
}
