import DataLoader from 'dataloader';
import type { Log } from './log.ts';
import { readHeads } from './tail.ts';

/** Those who arrive within this time share one statement. */
const GATHER_MS = 3;
const AT_ONCE_MAX = 1_000;

/** Asks the log for the heads of chats; 0 for a chat that does not exist. */
export function createHeadReader(log: Log): DataLoader<string, number> {
  return new DataLoader<string, number>(
    async (chatIds) => {
      const heads = await readHeads(log, [...new Set(chatIds)]);
      return chatIds.map((chatId) => heads.get(chatId) ?? 0);
    },
    // A head is out of date as soon as it was read.
    { cache: false, maxBatchSize: AT_ONCE_MAX, batchScheduleFn: (ask) => void setTimeout(ask, GATHER_MS) },
  );
}
