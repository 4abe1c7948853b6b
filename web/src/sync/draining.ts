import { backoffMs } from '../lib/backoff.ts';
import { withLock } from '../platform/locks.ts';
import type { Act, ActRecord, Refusal } from './acts.ts';
import type { Fault } from './client.ts';
import { perform } from './perform.ts';
import { wentAway, type Database } from './store/db.ts';
import { asAccount } from './store/device.ts';
import { STORE_PREFIX } from './store/names.ts';

/** What the server fails at may be at fault itself. What it cannot do yet is worth any number of attempts. */
const FAILURES_OF_ONE_ACT = 5;

interface Lane {
  running: Promise<void>;
  /** Since something was last answered. */
  attempts: number;
  /** How often the server has failed at the act that was tried last. */
  failing: { readonly order: number; readonly times: number };
  /** When the next attempt is due. Whoever is in a hurry makes one before. */
  dueAt: number;
  timer?: ReturnType<typeof setTimeout>;
}

const lanes = new Map<string, Lane>();

/** Puts an act at the end of the queue, in place of an earlier one of the same id. The service worker does it too. */
export function keepAct(db: Database, id: string, act: Act): Promise<ActRecord> {
  return db.transaction('rw', db.acts, async () => {
    const [before] = await db.acts.where({ id }).toArray();
    if (before !== undefined) await db.acts.delete(before.order);
    const row = { id, act, at: Date.now(), refusal: null };
    return { ...row, order: await db.acts.add(row) };
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
  const lane = lanes.get(name) ?? newLane();
  lanes.set(name, lane);
  clearTimeout(lane.timer);
  lane.running = lane.running
    .then(() => withLock(`outbox ${name}`, () => drainLane(db, chatId, lane)))
    .catch((error: unknown) => {
      if (!wentAway(error)) reportError(error);
    });
  return lane.running;
}

function newLane(): Lane {
  return { running: Promise.resolve(), attempts: 0, failing: { order: 0, times: 0 }, dueAt: 0 };
}

async function drainLane(db: Database, chatId: string, lane: Lane): Promise<void> {
  for (let next = await nextIn(db, chatId); next !== undefined; next = await nextIn(db, chatId)) {
    const due = next;
    const outcome = await asAccount(accountOf(db), () => perform(db, due));
    if (outcome === null) return;
    if (outcome.outcome === 'no-answer') return waitAndSee(db, due, outcome, lane);
    lane.attempts = 0;
    if (outcome.outcome === 'refused') await refuse(db, due.order, outcome.refusal);
  }
}

async function nextIn(db: Database, chatId: string): Promise<ActRecord | undefined> {
  return db.acts
    .orderBy('order')
    .filter(({ act, refusal }) => act.chatId === chatId && refusal === null)
    .first();
}

/** Tries again later, unless nobody is signed in any more. */
async function waitAndSee(db: Database, due: ActRecord, fault: Fault, lane: Lane): Promise<void> {
  if (fault.fault === 'signed-out') return;
  const isHurried = Date.now() < lane.dueAt;
  lane.attempts += 1;
  const pause = fault.fault === 'rate-limited' ? fault.retryAfterS * 1_000 : backoffMs(lane.attempts);
  lane.dueAt = Date.now() + pause;
  clearTimeout(lane.timer);
  lane.timer = setTimeout(() => void drain(db, due.act.chatId), pause);
  if (fault.fault === 'server' && !isHurried) await countFailure(db, due, lane);
}

async function countFailure(db: Database, due: ActRecord, lane: Lane): Promise<void> {
  const times = lane.failing.order === due.order ? lane.failing.times + 1 : 1;
  lane.failing = { order: due.order, times };
  if (times >= FAILURES_OF_ONE_ACT) await giveWay(db, due);
}

/** What is first in line holds up the others no longer. Where nobody would see that it failed, it goes on waiting. */
async function giveWay(db: Database, { order, id, act }: ActRecord): Promise<void> {
  if (act.kind === 'send' || act.kind === 'create-group') return refuse(db, order, { why: 'server' });
  await db.transaction('rw', db.acts, async () => {
    // A later one of its kind may have taken its place.
    if ((await db.acts.get(order)) !== undefined) await keepAct(db, id, act);
  });
}

/** It stays where it is seen, with what one can do about it, and does not hold up what comes after. */
async function refuse(db: Database, order: number, refusal: Refusal): Promise<void> {
  await db.acts.update(order, { refusal });
}

function accountOf({ name }: Database): string {
  return name.slice(STORE_PREFIX.length);
}
