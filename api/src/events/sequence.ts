import type { ChatEntry } from './entry.ts';

/** Puts the entries of one chat in order, however they come: each seq once, none left out. */
export type Sequence = Readonly<{
  /** Everything up to this seq was delivered. */
  head(): number;
  /** Entries that wait for a predecessor. */
  waiting(): number;
  /** Takes an entry: early, late or twice does not matter. */
  offer(entry: ChatEntry): void;
  /** Reads what follows the head from the log, until all up to this seq was delivered or there is no more. */
  catchUp(to?: number): Promise<void>;
  close(): void;
}>;

type Options = Readonly<{
  /** Everything up to this seq counts as delivered from the start. */
  head: number;
  /** Entries of the chat after a seq, in order. */
  readAfter: (seq: number) => Promise<readonly ChatEntry[]>;
  deliver: (entry: ChatEntry) => void;
  onError: (error: unknown) => void;
}>;

/** An entry whose predecessor is missing waits this long before the log is asked: most often the predecessor is on its way. */
const PATIENCE_MS = 25;

export function createSequence({ head: start, readAfter, deliver, onError }: Options): Sequence {
  let head = start;
  let early: Map<number, ChatEntry> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let reading: Promise<void> | null = null;
  let closed = false;

  return { head: () => head, waiting: () => early?.size ?? 0, offer, catchUp, close };

  function offer(entry: ChatEntry): void {
    if (closed || entry.seq <= head) return;
    if (entry.seq > head + 1) {
      early ??= new Map();
      early.set(entry.seq, entry);
      return askSoon();
    }
    for (let next: ChatEntry | undefined = entry; next && !closed; next = takeEarly()) {
      head = next.seq;
      deliver(next);
    }
  }

  function takeEarly(): ChatEntry | undefined {
    const next = early?.get(head + 1);
    if (next) early?.delete(next.seq);
    if (early?.size === 0) early = null;
    return next;
  }

  function askSoon(): void {
    if (timer !== null || reading || closed) return;
    timer = setTimeout(() => {
      timer = null;
      if (early !== null) catchUp().catch(onError);
    }, PATIENCE_MS);
  }

  /** A reading that is under way may have begun before what is asked for was there: then one more is due. */
  async function catchUp(to = 0): Promise<void> {
    if (reading) await reading.catch(() => {});
    if (closed || (to > 0 && head >= to)) return;
    reading ??= readOn().finally(() => {
      reading = null;
    });
    await reading;
  }

  async function readOn(): Promise<void> {
    for (let from = -1; from !== head && !closed;) {
      from = head;
      for (const entry of await readAfter(from)) offer(entry);
    }
  }

  function close(): void {
    closed = true;
    if (timer) clearTimeout(timer);
    early = null;
  }
}
