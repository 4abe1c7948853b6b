import { wait } from '../lib/wait.ts';
import { writeStored } from '../platform/storage.ts';
import { wake } from './hurry.ts';
import { loadLate } from './late.ts';
import type * as Online from './online.ts';
import { setPhase } from './phase.ts';
import { replica } from './replica.ts';
import { openStore } from './store/account.ts';
import { NewerStoreError, wentAway, type Database } from './store/db.ts';
import { reopenDevice, signedIn } from './store/device.ts';
import { mirror } from './store/mirror.ts';
import { finishWipes } from './store/wipe.ts';

/** Before databases that went away while they were opened are opened again. */
const AGAIN_AFTER_MS = 100;
/** So often in a row it is bad luck; a browser that takes them away every time keeps nothing for us. */
const BAD_LUCK_MAX = 20;

/** How often they went away since they were last here whole. */
let wentAwayTimes = 0;

/** What talks with the server, once it is here: the device's own copy is shown without it. */
let online: typeof Online | null = null;

// What was under way when a database went away ends with it: whoever shows it starts afresh.
addEventListener('unhandledrejection', (event) => {
  if (wentAway(event.reason)) event.preventDefault();
});

/** Shows who is signed in from what the device keeps, and follows what changes. @param restart when it was closed under us */
export async function keep(signal: AbortSignal, restart: () => void): Promise<void> {
  try {
    await finishWipes();
    const account = await signedIn();
    const db = (account === null ? null : await openKept(account)) ?? (await askServer(signal));
    if (db === null || signal.aborted) return;
    await show(db, signal, restart);
  } catch (error) {
    if (error instanceof NewerStoreError) return setPhase({ at: 'outdated' });
    if (!wentAway(error) || wentAwayTimes >= BAD_LUCK_MAX) throw error;
    wentAwayTimes += 1;
    reopenDevice();
    await wait(AGAIN_AFTER_MS, signal);
    if (!signal.aborted) restart();
  }
}

/** @returns null when nothing is in it: the browser has cleared it, or signing in was cut short */
async function openKept(account: string): Promise<Database | null> {
  const db = await openStore(account);
  return (await db.facts.get('me')) === undefined ? null : db;
}

/** Nobody is known here. @returns null when nobody is signed in */
async function askServer(signal: AbortSignal): Promise<Database | null> {
  const loaded = await loadOnline(signal);
  return loaded === null ? null : loaded.enterFirst(signal);
}

async function show(db: Database, signal: AbortSignal, restart: () => void): Promise<void> {
  const { filled, end } = mirror(db, replica);
  // Somebody has cleared the browser's data, another window has signed out, or the system took the connection away.
  db.on('close', () => !signal.aborted && restart());
  signal.addEventListener('abort', end, { once: true });
  await filled;
  if (signal.aborted) return;
  writeStored('was-in', 'yes');
  wentAwayTimes = 0;
  setPhase({ at: 'ready' });
  const loaded = await loadOnline(signal);
  if (!signal.aborted) await loaded?.stayOnline(db, signal);
}

async function loadOnline(signal: AbortSignal): Promise<typeof Online | null> {
  online ??= await loadLate(() => import('./online.ts'), signal);
  return online;
}

/** The reader does not want to wait for the next attempt. */
export function hurry(): void {
  if (online === null) wake();
  else online.hurry();
}

/** Signals may have been lost meanwhile. */
export function refresh(): void {
  online?.refreshStanding();
}
