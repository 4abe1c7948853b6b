import { Logger as QueueLogger, makeWorkerUtils, run, runMigrations } from 'graphile-worker';
import type { Pool, PoolClient } from 'pg';
import { keepRunning } from './job-runner.ts';
import type { Logger } from './log.ts';

/** Work that is to be done once by one of the nodes, and survives all of them. */
export type Job = Readonly<{
  task: string;
  payload: object;
  /** A job that waits is replaced by a later one of the same key. One that runs is not: then there are two. */
  key: string;
  /** Jobs of the same queue run one after the other, on whichever node. There are few, and none is ever taken away. */
  queue?: string;
  delayMs?: number;
}>;

/** What is done, by the names of the tasks. What fails is tried again, later and later. */
type Tasks = Readonly<Record<string, (payload: unknown) => Promise<void>>>;

/** Tasks that share places, which no others take. Each looks for itself, and one more connection listens for all of them. */
export type Work = Readonly<{ tasks: Tasks; atOnce: number }>;

export type Jobs = Readonly<{
  /** Begins to work. Makes the tables of the queue where they are missing. */
  start(): Promise<void>;
  /** Takes no more jobs; resolves once those at hand are done. */
  stop(): Promise<void>;
}>;

/** How late a job may be that waited for its time. */
const LOOK_EVERY_MS = 1_000;
const UNLOCK_EVERY_MS = 15_000;
const TIDY_EVERY_MS = 3_600_000;
/** No task takes nearly as long: who holds a job longer than this has died with it. */
const HELD_AT_MOST = '1 minute';
/** What is not over by then another node takes up. */
const STOP_WITHIN_MS = 15_000;

/** The job queue of graphile-worker, in a schema of its own in our database, worked off by all nodes. */
export function createJobs(pool: Pool, work: readonly Work[], logger: Logger): Jobs {
  const timers: NodeJS.Timeout[] = [];
  const runners = work.map((some) => keepRunning(() => begin(some), complain));

  return {
    async start() {
      for (const runner of runners) await runner.start();
      unlock();
      timers.push(setInterval(unlock, UNLOCK_EVERY_MS).unref());
      timers.push(setInterval(() => void tidyJobs(pool, logger).catch(complain), TIDY_EVERY_MS).unref());
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      const areOver = Promise.all(runners.map((runner) => runner.stop()));
      await Promise.race([areOver, new Promise((done) => setTimeout(done, STOP_WITHIN_MS).unref())]);
    },
  };

  function begin({ tasks, atOnce }: Work) {
    return run({
      pgPool: pool,
      taskList: Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, told(task)])),
      concurrency: atOnce,
      pollInterval: LOOK_EVERY_MS,
      noHandleSignals: true,
      logger: toLog(logger),
      // Otherwise nobody hears of a job that cannot be put down, and a rejection without a hearer ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
  }

  /**
   * What graphile-worker itself does after four hours. A queue is left locked without a job when two have done the same one,
   * for only whose it is frees it.
   */
  function unlock(): void {
    pool
      .query(
        `UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL
        WHERE locked_at < now() - interval '${HELD_AT_MOST}';
        UPDATE graphile_worker._private_job_queues AS queue SET locked_at = NULL, locked_by = NULL
        WHERE queue.locked_at < now() - interval '${HELD_AT_MOST}' AND NOT EXISTS (
          SELECT FROM graphile_worker._private_jobs AS job WHERE job.job_queue_id = queue.id AND job.locked_at IS NOT NULL
        )`,
      )
      .catch(complain);
  }

  function complain(error: unknown): void {
    logger.warn({ err: error }, 'the job queue failed');
  }

  /** The log hears of what fails. The queue, which would keep the error's words in the database, hears only that it did. */
  function told(task: Tasks[string]): Tasks[string] {
    return async (payload) => {
      try {
        await task(payload);
      } catch (error) {
        logger.error({ err: error }, 'a job failed');
        throw new Error('See the log.', { cause: error });
      }
    };
  }
}

/** Of what was given up the job is left. Queues stay, for one that is taken away under a new job would never let it run. */
export async function tidyJobs(pool: Pool, logger: Logger): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: pool, logger: toLog(logger) });
  await utils.cleanup({ tasks: ['DELETE_PERMAFAILED_JOBS'] });
  await utils.release();
}

/** Adds jobs, in the transaction of the client if it is in one. */
export async function addJobs(
  client: Pick<PoolClient, 'query'>,
  jobs: readonly Job[],
  { keepTime = false }: { /** A job that waits already keeps its time. */ keepTime?: boolean } = {},
): Promise<void> {
  if (jobs.length === 0) return;
  // Each key once, and in one order for everybody, so that nodes do not lock each other's jobs crosswise.
  const byKey = new Map(jobs.map((job) => [job.key, job]));
  const sorted = [...byKey.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  await client.query(
    `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
      SELECT ROW(task, payload, queue, now() + coalesce("delayMs", 0) * interval '1 millisecond', NULL, key, NULL, NULL)::graphile_worker.job_spec
      FROM json_to_recordset($1) AS job (task text, payload json, queue text, "delayMs" int, key text)
    ), $2)`,
    [JSON.stringify(sorted), keepTime],
  );
}

/** Makes the tables of the queue where they are missing. */
export async function migrateJobs(connectionString: string, logger: Logger): Promise<void> {
  await runMigrations({ connectionString, logger: toLog(logger) });
}

/** What it has to say besides errors is for its own debugging. */
function toLog(logger: Logger): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    if (level === 'error' || level === 'warning') logger.warn({ reason: message }, 'the job queue complains');
  });
}
