import { readStored } from '../platform/storage.ts';
import { takeDrafts } from './drafts.ts';
import { wake } from './hurry.ts';
import type * as Keeping from './keeping.ts';
import { loadLate } from './late.ts';
import { beginLife, phase, setPhase } from './phase.ts';
import { replica } from './replica.ts';
import { glimpse } from './store/glimpse.ts';
import { takeChats, takeFacts, takeInvitations } from './store/taking.ts';

/** The device's database and all that goes with it, once it is here. */
let keeping: typeof Keeping | null = null;

const look = Promise.withResolvers<void>();

/** Resolves when this device was looked at for the first time: there is a list of chats to draw, or there is none. */
export const firstLook = look.promise;

/** What no start gets over: a browser that refuses to keep anything. Set by whoever shows it. */
export const faults = {
  broken: (error: unknown): void => reportError(error),
};

/**
 * Shows who is signed in, in three steps: the list of chats as this device last had it, all that the device keeps, and
 * what the server says. It goes on for as long as the session lasts.
 */
export function start(): Promise<void> {
  // Whoever has started it: the page, a sign-in, another window, or what was there before.
  return live().catch((error: unknown) => faults.broken(error));
}

async function live(): Promise<void> {
  const signal = beginLife();
  await lookFirst(signal);
  look.resolve();
  const loaded = keeping ?? (await loadLate(() => import('./keeping.ts'), signal));
  keeping ??= loaded;
  if (!signal.aborted) await keeping?.keep(signal, () => void start());
}

async function lookFirst(signal: AbortSignal): Promise<void> {
  if (phase.value.at !== 'starting') return;
  const seen = await glimpse();
  if (signal.aborted) return;
  if (seen === null) {
    // Nobody was here: the door is shown while the server is asked whether this browser has a session all the same.
    if (readStored('was-in') !== 'yes') setPhase({ at: 'guest', because: 'nobody' });
    return;
  }
  takeFacts(replica, seen.facts);
  takeChats(replica, seen.chats);
  takeInvitations(replica, seen.invitations);
  replica.acts.value = seen.acts;
  takeDrafts(seen.drafts);
  setPhase({ at: 'glimpse' });
}

/** The reader does not want to wait for the next attempt. */
export function hurry(): void {
  if (keeping === null) wake();
  else keeping.hurry();
}

/** The browser believes that the line is back, or the reader is: what was missed is read, and nobody sleeps any longer. */
export function comeBack(): void {
  hurry();
  keeping?.refresh();
}
