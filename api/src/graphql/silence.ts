import type { Peer } from './peer.ts';

const LOOK_EVERY_MS = 500;
const LOOKS = 6;

export type Silence = Readonly<{
  /** Waits for the socket to introduce itself. */
  watch(peer: Peer): void;
  /** It has, or is gone. */
  over(peer: Peer): void;
  close(): void;
}>;

/**
 * Ends sockets that do not introduce themselves within three seconds. They are counted in looks, of which a busy process
 * takes fewer: nobody is sent away for words that have arrived and were not read yet.
 */
export function createSilence(end: (peer: Peer) => void): Silence {
  const looks = new Map<Peer, number>();
  const timer = setInterval(() => {
    for (const [peer, count] of looks) {
      if (count < LOOKS) looks.set(peer, count + 1);
      else end(peer);
    }
  }, LOOK_EVERY_MS);

  return {
    watch: (peer) => void looks.set(peer, 0),
    over: (peer) => void looks.delete(peer),
    close: () => clearInterval(timer),
  };
}
