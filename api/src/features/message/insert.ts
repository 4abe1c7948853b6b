import DataLoader from 'dataloader';
import type { Log } from '../../events/log.ts';
import { isRetryable, isUnavailable } from '../../platform/database.ts';
import { insertAlone, insertTogether, type Draft, type Inserted } from './statements.ts';

type Lane = DataLoader<Draft, Inserted | null>;

/** While one lane waits for its commit, the other gathers and answers. */
const LANES = 2;
const TOGETHER_MAX = 64;

type Desk = Readonly<{
  lanes: readonly Lane[];
  /** By chat: the last of those that were passed over. */
  tails: Map<string, Promise<unknown>>;
}>;

const desks = new WeakMap<Log, Desk>();

/**
 * Group commit: what is sent while a statement is on its way goes together with the next one, so that many senders cost
 * one round trip and one flush to disk.
 * @returns null when the sender is not in the chat
 */
export async function insertMessage(log: Log, draft: Draft): Promise<Inserted | null> {
  const { lanes, tails } = deskOf(log);
  // A chat keeps to its lane: two statements of this node never wait for the same chat.
  const lane = lanes[Number.parseInt(draft.chatId.slice(-4), 16) % LANES];
  if (!lane) throw new Error('a chat without a lane');
  return (await lane.load(draft)) ?? insertInTurn(log, tails, draft);
}

/**
 * Passed over: alone it waits for its lock, or finds out why it is not taken. One at a time for each chat, lest a chat
 * that everybody writes to takes all connections.
 */
async function insertInTurn(log: Log, tails: Desk['tails'], draft: Draft): Promise<Inserted | null> {
  const inserted = after(tails.get(draft.chatId), () => insertAlone(log, draft));
  tails.set(draft.chatId, inserted);
  try {
    return await inserted;
  } finally {
    if (tails.get(draft.chatId) === inserted) tails.delete(draft.chatId);
  }
}

async function after<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
  await before?.catch(() => {});
  return work();
}

function deskOf(log: Log): Desk {
  const known = desks.get(log);
  if (known) return known;
  const desk = {
    lanes: Array.from({ length: LANES }, () => createLane(log)),
    tails: new Map<string, Promise<unknown>>(),
  };
  desks.set(log, desk);
  return desk;
}

function createLane(log: Log): Lane {
  let underWay: Promise<unknown> = Promise.resolve();
  let turn: Promise<unknown> = Promise.resolve();
  return new DataLoader<Draft, Inserted | null>(
    (drafts) => {
      const inserted = tryTogether(log, drafts);
      underWay = inserted.catch(() => {});
      return inserted;
    },
    {
      cache: false,
      maxBatchSize: TOGETHER_MAX,
      batchScheduleFn: (begin) => {
        turn = turn.then(() => {
          begin();
          return underWay;
        });
      },
    },
  );
}

/** What one of them does wrong must not be the others' loss: then all are passed over. */
async function tryTogether(log: Log, drafts: readonly Draft[]): Promise<(Inserted | null)[]> {
  try {
    // Rows come back by the ids of the messages, and anybody may choose any id: each goes once, for who came first.
    const firsts = drafts.filter(({ id }, place) => drafts.findIndex((other) => other.id === id) === place);
    const inserted = await insertTogether(log, firsts);
    return drafts.map((draft) => (firsts.includes(draft) ? (inserted.get(draft.id) ?? null) : null));
  } catch (error) {
    if (isUnavailable(error) && !isRetryable(error)) throw error;
    return drafts.map(() => null);
  }
}
