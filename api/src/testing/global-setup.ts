import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { migrateJobs } from '../platform/jobs.ts';
import { createLog } from '../platform/log.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { withoutCluster } from './redis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The migrated and otherwise empty database that every fresh one is copied from. Nobody may be connected to it. */
    templateUrl: string;
  }
}

/** One Postgres for the whole run, in memory's speed: a power cut may cost it everything. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  if (withoutCluster !== null) process.stderr.write(`Some tests are skipped: ${withoutCluster}.\n`);
  const dataDir = mkdtempSync('/tmp/ruggine-test-');
  // When root runs the tests, Postgres' own account must pass through.
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false, log: () => undefined });
  await migrate({ url: postgres.url, log: () => undefined });
  await migrateJobs(postgres.url, createLog('silent'));
  project.provide('templateUrl', postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
