import type { ChatEntry } from './entry.ts';

/** Puts the entries of one chat in order, however they come: each seq once, none left out. */
export type Sequence = Readonly<{
  /** Everything up to this seq was delivered; null until it is known where to start. */
  head(): number | null;
  /** Entries that wait for a predecessor. */
  waiting(): number;
  /** Says that everything up to this seq counts as delivered. */
  startAt(head: number): void;
  /** Takes an entry: early, late or twice does not matter. */
  offer(entry: ChatEntry): void;
  /** Reads what follows the head from the log until there is no more. */
  catchUp(): Promise<void>;
  close(): void;
}>;

type Options = Readonly<{
  /** Entries of the chat after a seq, in order. */
  readAfter: (seq: number) => Promise<readonly ChatEntry[]>;
  deliver: (entry: ChatEntry) => void;
  onError: (error: unknown) => void;
}>;

/** An entry whose predecessor is missing waits this long before the log is asked: most often the predecessor is on its way. */
const PATIENCE_MS = 25;

export function createSequence({ readAfter, deliver, onError }: Options): Sequence {
  const early = new Map<number, ChatEntry>();
  let head: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let reading = false;
  let closed = false;

  return { head: () => head, waiting: () => early.size, startAt, offer, catchUp, close };

  function startAt(seq: number): void {
    // What waits already is delivered too: among it may be the entry that admits somebody else.
    head = Math.min(seq, ...[...early.keys()].map((place) => place - 1));
    advance();
  }

  function offer(entry: ChatEntry): void {
    if (closed || (head !== null && entry.seq <= head)) return;
    early.set(entry.seq, entry);
    advance();
  }

  function advance(): void {
    for (let next = takeNext(); next !== null; next = takeNext()) deliver(next);
    if (head !== null && early.size > 0) askSoon();
  }

  function takeNext(): ChatEntry | null {
    const next = head === null || closed ? undefined : early.get(head + 1);
    if (!next) return null;
    early.delete(next.seq);
    head = next.seq;
    return next;
  }

  function askSoon(): void {
    if (timer !== null || reading || closed) return;
    timer = setTimeout(() => {
      timer = null;
      if (early.size > 0) catchUp().catch(onError);
    }, PATIENCE_MS);
  }

  async function catchUp(): Promise<void> {
    if (reading) return;
    reading = true;
    try {
      for (let from = head; from !== null && !closed;) {
        const entries = await readAfter(from);
        for (const entry of entries) offer(entry);
        if (entries.length === 0 || head === from) break;
        from = head;
      }
    } finally {
      reading = false;
    }
  }

  function close(): void {
    closed = true;
    if (timer) clearTimeout(timer);
    early.clear();
  }
}
