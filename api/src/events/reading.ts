import type { Log } from './log.ts';
import { readOn, type Reading } from './reader.ts';

const LOOK_EVERY_MS = 1_000;

/** Has the log read for as long as the node lives. To look when there is nothing costs one short statement. */
export function keepReading(log: Log, reading: Reading, onError: (error: unknown) => void) {
  let isOver = false;
  let timer: NodeJS.Timeout | null = null;
  let present: Promise<void> = Promise.resolve();
  next(0);

  return {
    /** Resolves once nothing is being read any more. */
    async stop(): Promise<void> {
      isOver = true;
      if (timer) clearTimeout(timer);
      await present;
    },
  };

  function next(delayMs: number): void {
    if (isOver) return;
    timer = setTimeout(() => {
      present = look();
    }, delayMs);
    timer.unref();
  }

  async function look(): Promise<void> {
    const more = await readOn(log, reading).catch((error: unknown) => {
      onError(error);
      return false;
    });
    next(more ? 0 : LOOK_EVERY_MS);
  }
}
