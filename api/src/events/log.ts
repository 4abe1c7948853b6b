import type { Bus } from '../platform/bus.ts';
import type { Database } from '../platform/database.ts';
import type { Identity } from './cursor.ts';
import type { LogEntry } from './entry.ts';

/** What the log needs of the node it lives on. */
export type Log = Readonly<{
  database: Database;
  bus: Bus<LogEntry>;
  identity: Identity;
  /** How far this node has told the log to those who listen. */
  told: Told;
}>;

/**
 * Everything that transactions below `below` have written was told. The bus may have lost what is younger until the tail
 * is checked, so the cursor of a live event can promise no more than this.
 */
export type Told = { below: bigint };

/** Channel of everything that happens in a chat. */
export function chatChannel(chatId: string): string {
  return `chat:${chatId}`;
}

/** Channel of what concerns one person, and of the entries that admit them to a chat. */
export function userChannel(userId: string): string {
  return `user:${userId}`;
}
