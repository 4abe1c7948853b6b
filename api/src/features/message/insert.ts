import DataLoader from 'dataloader';
import type { Log } from '../../events/log.ts';
import { isRetryable, isUnavailable } from '../../platform/database.ts';
import { insertAlone, insertTogether, type Draft, type Inserted } from './statements.ts';

type Lane = DataLoader<Draft, Inserted | null>;

/** While one lane waits for its commit, the other gathers and answers. */
const LANES = 2;
const TOGETHER_MAX = 64;

const lanesOf = new WeakMap<Log, readonly Lane[]>();

/**
 * Group commit: what is sent while a statement is on its way goes together with the next one, so that many senders cost
 * one round trip and one flush to disk.
 * @returns null when the sender is not in the chat
 */
export async function insertMessage(log: Log, draft: Draft): Promise<Inserted | null> {
  const lanes = lanesOf.get(log) ?? Array.from({ length: LANES }, () => createLane(log));
  lanesOf.set(log, lanes);
  // A chat keeps to its lane: two statements of this node never wait for the same chat.
  const lane = lanes[Number.parseInt(draft.chatId.slice(-4), 16) % LANES];
  if (!lane) throw new Error('a chat without a lane');
  // Passed over: alone it waits for its lock, or finds out why it is not taken.
  return (await lane.load(draft)) ?? insertAlone(log, draft);
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
    const inserted = await insertTogether(log, drafts);
    return drafts.map(({ id }) => inserted.get(id) ?? null);
  } catch (error) {
    if (isUnavailable(error) && !isRetryable(error)) throw error;
    return drafts.map(() => null);
  }
}
