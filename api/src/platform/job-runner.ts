import { setTimeout as pause } from 'node:timers/promises';
import type { Runner as QueueRunner } from 'graphile-worker';

type Runner = Pick<QueueRunner, 'promise' | 'stop'>;

const START_AGAIN_AFTER_MS = 2_000;

/**
 * Keeps a runner running: one cannot begin while the database is away, and one that runs ends by itself when the database
 * goes while a job is being put back.
 */
export function keepRunning(begin: () => Promise<Runner>, complain: (error: unknown) => void) {
  let runner: Runner | null = null;
  let isStopping = false;

  return {
    /** Resolves after the first attempt, whatever came of it. */
    async start(): Promise<void> {
      await attempt();
      void keep();
    },
    async stop(): Promise<void> {
      isStopping = true;
      await runner?.stop().catch(complain);
    },
  };

  async function attempt(): Promise<void> {
    runner = await begin().catch((error: unknown) => {
      complain(error);
      return null;
    });
    // Heard at once, for a rejection without a hearer ends the process.
    runner?.promise.catch(complain);
  }

  async function keep(): Promise<void> {
    while (!isStopping) {
      await runner?.promise.catch(() => {});
      runner = null;
      await pause(START_AGAIN_AFTER_MS, undefined, { ref: false });
      if (!isStopping) await attempt();
    }
  }
}
