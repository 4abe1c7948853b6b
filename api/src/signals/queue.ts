import { keyOf, type Signal } from './signal.ts';

/** The signals that wait for one subscriber. Bounded, and a newer signal takes the place of an older one of its kind. */
export type Queue = Readonly<{
  /** @returns false when there is no room: the signal is lost */
  put(signal: Signal): boolean;
  /** The next signal, waiting for one if there is none; null once closed. */
  take(): Promise<Signal | null>;
  close(): void;
}>;

export const QUEUE_LIMIT = 64;

export function createQueue(): Queue {
  const waiting = new Map<string, Signal>();
  let wake: (() => void) | null = null;
  let closed = false;
  return { put, take, close };

  function put(signal: Signal): boolean {
    const key = keyOf(signal);
    if (closed || (waiting.size >= QUEUE_LIMIT && !waiting.has(key))) return false;
    waiting.set(key, signal);
    wake?.();
    return true;
  }

  async function take(): Promise<Signal | null> {
    while (!closed && waiting.size === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = null;
    }
    for (const [key, signal] of waiting) {
      waiting.delete(key);
      return signal;
    }
    return null;
  }

  function close(): void {
    closed = true;
    waiting.clear();
    wake?.();
  }
}
