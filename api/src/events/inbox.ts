import type { LogEntry } from './entry.ts';

/** The entries that wait for one subscriber: bounded, so that who does not read costs no more than this. */
export type Inbox = Readonly<{
  put(entry: LogEntry): void;
  /** All that is there now. */
  poll(): readonly LogEntry[];
  /** Whether something was lost by overflow. If so, throws away the rest too and begins anew. */
  startOverIfFull(): boolean;
  /** From now on an overflow ends the inbox in place of being remembered. */
  insist(onOverflow: () => void): void;
  close(): void;
  isClosed(): boolean;
}>;

export const INBOX_LIMIT = 1_024;

export function createInbox(limit = INBOX_LIMIT): Inbox {
  let entries: LogEntry[] = [];
  let overflowed = false;
  let closed = false;
  let overflow: (() => void) | null = null;

  return { put, poll, startOverIfFull, insist, close, isClosed: () => closed };

  function put(entry: LogEntry): void {
    if (closed || overflowed) return;
    if (entries.length >= limit) {
      overflowed = true;
      return overflow?.();
    }
    entries.push(entry);
  }

  function poll(): readonly LogEntry[] {
    const all = entries;
    if (all.length > 0) entries = [];
    return all;
  }

  function startOverIfFull(): boolean {
    if (!overflowed) return false;
    overflowed = false;
    entries = [];
    return true;
  }

  function insist(onOverflow: () => void): void {
    overflow = onOverflow;
    if (overflowed) onOverflow();
  }

  function close(): void {
    closed = true;
    entries = [];
  }
}
