import { wait } from '../lib/wait.ts';
import { applyEvent, type Errand, type LiveEvent } from './apply.ts';
import { change } from './store/copy.ts';
import type { Database } from './store/db.ts';

/** Taken in with one transaction: what more at once would save is little, and the screen would wait for it. */
const AT_ONCE_MAX = 1_000;

/** So many at once are a flood: what follows is let gather, for each transaction costs as much as many of its rows. */
const FLOOD_FROM = 20;
const GATHERING_MS = 50;

export interface Intake {
  take(event: LiveEvent): void;
  /** How many wait to be taken in. */
  readonly waiting: () => number;
}

/**
 * Takes events in, in order: each batch and the cursor behind it in one transaction, so that what is kept and where it
 * goes on never disagree. `run` gets what a batch asks for once it is kept; `broken` is told when nothing more can be.
 */
export function createIntake(
  db: Database,
  run: (errands: readonly Errand[]) => void,
  broken: (error: unknown) => void,
): Intake {
  const queue: LiveEvent[] = [];
  let working = false;

  return { take, waiting: () => queue.length };

  function take(event: LiveEvent): void {
    queue.push(event);
    if (!working) void work().catch(broken);
  }

  async function work(): Promise<void> {
    working = true;
    // What arrives in the same turn goes together.
    await Promise.resolve();
    while (queue.length > 0 && db.isOpen()) {
      const batch = queue.splice(0, AT_ONCE_MAX);
      const errands = await takeIn(db, batch);
      run(unique(errands));
      if (batch.length >= FLOOD_FROM && queue.length < AT_ONCE_MAX) await wait(GATHERING_MS);
    }
    working = false;
  }
}

export async function takeIn(db: Database, events: readonly LiveEvent[]): Promise<Errand[]> {
  return db.transaction('rw', db.tables, async () => {
    const errands = await change(db, events.flatMap(chatOf), (copy) =>
      events.flatMap((event) => applyEvent(copy, event)),
    );
    // What was sent here and comes back has arrived, also when the answer to it was lost.
    const arrived = events.flatMap((event) => (event.__typename === 'MessageSent' ? [event.message.uuid] : []));
    await db.acts.where('id').anyOf(arrived).delete();
    return errands;
  });
}

function chatOf(event: LiveEvent): string[] {
  if ('chatId' in event && typeof event.chatId === 'string') return [event.chatId];
  return event.__typename === 'ReadMoved' ? [event.membership.chat.id] : [];
}

function unique(errands: readonly Errand[]): Errand[] {
  return [...new Map(errands.map((errand) => [JSON.stringify(errand), errand])).values()];
}
