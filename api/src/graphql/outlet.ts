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
    write(outlet: Outlet, frame: Buffer): void {
      if (takes(outlet)) outlet.peer.stream.write(frame);
    },
    /** The same for a frame in two parts. */
    writeParts(outlet: Outlet, beginning: string, ending: Buffer): void {
      if (!takes(outlet)) return;
      const { stream } = outlet.peer;
      stream.cork();
      stream.write(beginning, 'latin1');
      stream.write(ending);
      stream.uncork();
    },
    /** Ends the socket, so that the client resumes by cursor: an event must not be passed over. */
    fail({ peer }: Outlet): void {
      end(peer, metrics, 4500, 'An event could not be read, resume by cursor');
    },
    caughtUp: ({ peer }: Outlet): Promise<void> => caughtUp(peer),
  };

  /** Whether more may be written; who reads too slowly is closed. */
  function takes({ peer, open }: Outlet): boolean {
    if (!open || !isOpen(peer)) return false;
    if (isSlow(peer)) endSlow(peer, metrics);
    return isOpen(peer);
  }
}
