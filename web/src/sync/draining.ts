import { backoffMs } from '../lib/backoff.ts';
import { withLock } from '../platform/locks.ts';
import type { Act, ActRecord, Refusal } from './acts.ts';
import { perform, type Performed } from './perform.ts';
import { wentAway, type Database } from './store/db.ts';
import { asAccount } from './store/device.ts';
import { STORE_PREFIX } from './store/names.ts';

/** Faults of the server are worth a few attempts, a line that is down any number. */
const ATTEMPTS_AT_A_FAULTY_SERVER = 3;

interface Lane {
  running: Promise<void>;
  /** Since something last went through. */
  attempts: number;
  timer?: ReturnType<typeof setTimeout>;
}

const lanes = new Map<string, Lane>();

/** Puts an act at the end of the queue, in place of an earlier one of the same id. The service worker does it too. */
export async function keepAct(db: Database, id: string, act: Act): Promise<void> {
  await db.transaction('rw', db.acts, async () => {
    const [before] = await db.acts.where({ id }).toArray();
    if (before !== undefined) await db.acts.delete(before.order);
    await db.acts.add({ id, act, at: Date.now(), refusal: null });
  });
}

/** Tries everything that waits, now. @returns when all of it was tried */
export async function drainAll(db: Database): Promise<void> {
  const chatIds = new Set((await waitingIn(db)).map(({ act }) => act.chatId));
  await Promise.all([...chatIds].map((chatId) => drain(db, chatId)));
}

/** What the server has not answered yet. */
export function waitingIn(db: Database): Promise<ActRecord[]> {
  return db.acts.filter(({ refusal }) => refusal === null).toArray();
}

/** What waits here is no longer ours to send. */
export function forgetLanes(): void {
  for (const { timer } of lanes.values()) clearTimeout(timer);
  lanes.clear();
}

/**
 * Sends what waits in one chat, in order, until all is gone or there is no answer; then again a little later. Several
 * windows and the service worker may want to: one of them does.
 */
export function drain(db: Database, chatId: string): Promise<void> {
  const name = `${db.name} ${chatId}`;
  const lane = lanes.get(name) ?? { running: Promise.resolve(), attempts: 0 };
  lanes.set(name, lane);
  clearTimeout(lane.timer);
  lane.running = lane.running
    .then(() => withLock(`outbox ${name}`, () => drainLane(db, chatId, lane)))
    .catch((error: unknown) => {
      if (!wentAway(error)) reportError(error);
    });
  return lane.running;
}

async function drainLane(db: Database, chatId: string, lane: Lane): Promise<void> {
  for (let next = await nextIn(db, chatId); next !== undefined; next = await nextIn(db, chatId)) {
    const due = next;
    const outcome = await asAccount(accountOf(db), () => perform(db, due));
    if (outcome === null) return;
    const pause = await file(db, due, outcome, lane.attempts);
    if (pause === 'stop') return;
    lane.attempts = pause === 0 ? 0 : lane.attempts + 1;
    if (pause === 0) continue;
    lane.timer = setTimeout(() => void drain(db, chatId), pause);
    return;
  }
}

async function nextIn(db: Database, chatId: string): Promise<ActRecord | undefined> {
  return db.acts
    .orderBy('order')
    .filter(({ act, refusal }) => act.chatId === chatId && refusal === null)
    .first();
}

/** Files one answer. @returns how long to wait before the next try, in milliseconds */
async function file(
  db: Database,
  { order }: ActRecord,
  outcome: Performed,
  attempts: number,
): Promise<number | 'stop'> {
  if (outcome.outcome === 'done') return 0;
  if (outcome.outcome === 'refused') return refuse(db, order, outcome.refusal);
  if (outcome.fault === 'signed-out') return 'stop';
  if (outcome.fault === 'rate-limited') return outcome.retryAfterS * 1_000;
  const faulty = outcome.fault === 'server' && attempts + 1 >= ATTEMPTS_AT_A_FAULTY_SERVER;
  return faulty ? refuse(db, order, { why: 'server' }) : backoffMs(attempts + 1);
}

/** It stays where it is seen, with what one can do about it, and does not hold up what comes after. */
async function refuse(db: Database, order: number, refusal: Refusal): Promise<0> {
  await db.acts.update(order, { refusal });
  return 0;
}

function accountOf({ name }: Database): string {
  return name.slice(STORE_PREFIX.length);
}
