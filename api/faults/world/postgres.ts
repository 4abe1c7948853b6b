import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import { postgresIn } from '../../src/platform/postgres/processes.ts';
import { freePort } from './node.ts';

/** A durable Postgres of the kit's own. */
export type Postgres = Readonly<{
  /** Over TCP, the same after each restart. */
  url: string;
  /** For the kit's own questions to the primary. */
  pool: Pool;
  pids(): Readonly<{ main: number; all: readonly number[] }>;
  isUp(): Promise<boolean>;
  /** Without a goodbye: the postmaster alone, or all at once. Resolves when it is gone. */
  kill(how: 'postmaster' | 'immediate'): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}>;

/** @param dataDir where another file system is wanted; else a fresh folder */
export async function startPostgres(dataDir?: string): Promise<Postgres> {
  const folder = dataDir ?? mkdtempSync('/tmp/ruggine-faults-');
  // When root runs the kit, Postgres' own account must pass through.
  chmodSync(folder, 0o711);
  const port = await freePort();
  let running: EmbeddedPostgres = await launch();
  const { username, password, pathname } = new URL(running.url);
  const url = `postgresql://${username}:${password}@127.0.0.1:${port}${pathname}`;
  await migrate({ url, log: () => undefined });
  const pool = new Pool({ connectionString: url, max: 6, connectionTimeoutMillis: 5_000 });
  // Connections break when the database is killed: the next question takes a new one.
  pool.on('error', () => {});

  const isUp = () =>
    pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
  return { url, pool, pids, isUp, kill, start, stop };

  function launch(): Promise<EmbeddedPostgres> {
    return startEmbeddedPostgres({ dataDir: folder, port, log: () => undefined });
  }

  function pids() {
    const data = join(folder, 'postgres', 'data');
    const main = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return { main, all: postgresIn(data, main) };
  }

  async function kill(how: 'postmaster' | 'immediate'): Promise<void> {
    process.kill(pids().main, how === 'immediate' ? 'SIGQUIT' : 'SIGKILL');
    await running.ended;
    await running.stop();
  }

  async function start(): Promise<void> {
    running = await launch();
  }

  async function stop(): Promise<void> {
    await pool.end();
    await running.stop();
    if (dataDir === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
