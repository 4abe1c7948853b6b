import { wait } from '../lib/wait.ts';
import type { Errand } from './apply.ts';
import type { LiveSignal } from './apply-signal.ts';
import { tellDelivered } from './delivered-marks.ts';
import { Events } from './documents/events.ts';
import { Signals } from './documents/signals.ts';
import { pauseAfter, type Ending } from './ending.ts';
import { createIntake } from './intake.ts';
import { nap } from './hurry.ts';
import type { Link } from './link.ts';
import { drainAll } from './draining.ts';
import { openLine } from './socket.ts';
import { trouble, troubleOf } from './trouble.ts';
import type { Database } from './store/db.ts';

/** A line that held this long was a good one: the next attempt may follow soon. */
const LASTED_AFTER_MS = 5_000;
/** With so many events waiting there is something to catch up with. */
const CATCHING_UP_FROM = 50;

export interface Follower {
  readonly signal: AbortSignal;
  readonly link: (link: Link) => void;
  readonly heard: (signal: LiveSignal) => void;
  readonly run: (errands: readonly Errand[], endLine: () => void) => void;
}

/** Follows what changes for one account, line after line. @returns when the server says that the session is over */
export async function follow(db: Database, follower: Follower): Promise<void> {
  for (let attempt = 0; !follower.signal.aborted; attempt += 1) {
    follower.link('connecting');
    const { ending, lasted } = await listen(db, follower);
    if (follower.signal.aborted || ending.why === 'signed-out') return;
    if (lasted) attempt = 0;
    // A server that moves or asks for patience is no trouble that the reader should hear of.
    follower.link(ending.why === 'lost' ? 'down' : 'connecting');
    // Nobody's hurry makes room in a crowd.
    const rest = ending.why === 'crowded' ? wait : nap;
    await rest(pauseAfter(ending, attempt), follower.signal);
  }
}

/** One line, with what happened since the newest cursor and what others are doing, until it ends. */
async function listen(
  db: Database,
  { signal, link, heard, run }: Follower,
): Promise<{ ending: Ending; lasted: boolean }> {
  const cursor = await db.facts.get('cursor');
  if (signal.aborted) return { ending: { why: 'lost' }, lasted: false };
  return new Promise((resolve) => {
    let liveSince = Infinity;
    const line = openLine({
      connected: () => {
        liveSince = performance.now();
        link('live');
        void drainAll(db);
        tellDelivered();
      },
      ended: (ending) => {
        signal.removeEventListener('abort', line.close);
        resolve({ ending, lasted: performance.now() - liveSince > LASTED_AFTER_MS });
      },
    });
    const intake = createIntake(
      db,
      (errands) => {
        if (signal.aborted) return;
        trouble.value = null;
        run(errands, line.close);
        link(intake.waiting() >= CATCHING_UP_FROM ? 'catching-up' : 'live');
        tellDelivered();
      },
      (error) => {
        // The line begins again where the last batch that was kept ends.
        trouble.value = troubleOf(error);
        line.close();
      },
    );
    line.follow(Events, { after: cursor?.key === 'cursor' ? cursor.value : null }, ({ events }) => {
      if (!signal.aborted) intake.take(events);
    });
    line.overhear(Signals, {}, ({ signals }) => {
      if (!signal.aborted) heard(signals);
    });
    signal.addEventListener('abort', line.close, { once: true });
  });
}
