import type { Runner } from 'graphile-worker';

const START_AGAIN_AFTER_MS = 2_000;

/** Starts a runner, and another one whenever it has ended by itself: it does when the database is away while a job is being put back. */
export function keepRunning(begin: () => Promise<Runner>, complain: (error: unknown) => void) {
  let runner: Runner | null = null;
  let isStopping = false;

  return {
    start,
    async stop(): Promise<void> {
      isStopping = true;
      await runner?.stop().catch(complain);
    },
  };

  async function start(): Promise<void> {
    const started = await begin();
    runner = started;
    started.promise.catch(complain).then(startAgain).catch(complain);
  }

  async function startAgain(): Promise<void> {
    runner = null;
    while (!isStopping && runner === null) {
      await new Promise((done) => setTimeout(done, START_AGAIN_AFTER_MS).unref());
      if (!isStopping) await start().catch(complain);
    }
  }
}
