import { backoffMs } from '../lib/backoff.ts';
import { withLock } from '../platform/locks.ts';
import type { Act, ActRecord, Refusal } from './acts.ts';
import type { Fault } from './client.ts';
import { keepSent, perform, type Sent } from './perform.ts';
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
    return addAct(db, id, act);
  });
}

/** The same for an id that was made just now. */
export async function addAct(db: Database, id: string, act: Act): Promise<ActRecord> {
  const row = { id, act, at: Date.now(), refusal: null };
  return { ...row, order: await db.acts.add(row) };
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
  for (;;) {
    const waiting = await waitingInChat(db, chatId);
    if (waiting.length === 0 || !(await tryInTurn(db, waiting, lane))) return;
  }
}

/**
 * One after the other, as the server is to have them. A message that was taken is kept while the next one is on its way:
 * should this end between the two, it goes out again and is taken for what it is. @returns false when there is no going on
 */
async function tryInTurn(db: Database, waiting: readonly ActRecord[], lane: Lane): Promise<boolean> {
  let there = new Set(waiting.map(({ order }) => order));
  const sent = keepTogether<Sent>(async (messages) => {
    // Not into a store that is being cleared away.
    const left = await asAccount(accountOf(db), () => keepSent(db, messages));
    if (left !== null) there = new Set(left);
  });
  try {
    for (const due of waiting) {
      // Taken away, or replaced by a later one, while those before it went out. To look it up would mean to wait for what is
      // being kept.
      if (!there.has(due.order)) continue;
      // Leaving, say, must find all that was said before.
      if (due.act.kind !== 'send') await sent.all();
      const outcome = await asAccount(accountOf(db), () => perform(db, due, sent.keep));
      if (outcome === null) return false;
      if (outcome.outcome === 'no-answer') {
        await sent.all();
        await waitAndSee(db, due, outcome, lane);
        return false;
      }
      lane.attempts = 0;
      if (outcome.outcome === 'refused') await refuse(db, due.order, outcome.refusal);
    }
  } finally {
    await sent.all();
  }
  return true;
}

/** Keeps what comes while something else is being kept with the next step, all of it together. */
function keepTogether<Item>(keep: (items: readonly Item[]) => Promise<void>) {
  let due: Item[] = [];
  let keeping: Promise<void> | null = null;

  async function work(): Promise<void> {
    while (due.length > 0) {
      const items = due;
      due = [];
      await keep(items);
    }
    keeping = null;
  }

  return {
    keep: (item: Item): void => {
      due.push(item);
      if (keeping !== null) return;
      keeping = work();
      // Told to whoever waits for all.
      keeping.catch(() => {});
    },
    /** @throws when something could not be kept */
    all: async (): Promise<void> => {
      await keeping;
    },
  };
}

async function waitingInChat(db: Database, chatId: string): Promise<ActRecord[]> {
  const all = await db.acts.orderBy('order').toArray();
  return all.filter(({ act, refusal }) => act.chatId === chatId && refusal === null);
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
