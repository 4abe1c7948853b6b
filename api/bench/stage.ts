import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';
import type { Receivers } from './driver/receivers.ts';
import type { Senders } from './driver/senders.ts';
import type { Probe } from './probe.ts';
import { start, type Remote } from './remote.ts';

export type Server = Readonly<{
  port: number;
  probe: Remote<Probe>;
  /** Ends it politely, or at once with SIGKILL. */
  end: Remote<Probe>['end'];
}>;

type Started = Pick<Remote<Probe>, 'process' | 'end'>;
type NodeSettings = Readonly<{ port?: number; env?: Readonly<Record<string, string>> }>;

/** One Postgres for everybody, and the processes around it. What was started on a stage ends with it. */
export type Stage = Readonly<{
  /** To the product's own database: for what would take too long through the front door. */
  sql: pg.Client;
  /** A node of ours, as people start it. */
  node(settings?: NodeSettings): Promise<Server>;
  /** A server of peers/. */
  peer(name: string): Promise<Server>;
  receivers(): Remote<Receivers>;
  senders(): Remote<Senders>;
  freePort(): Promise<number>;
  close(): Promise<void>;
}>;

export const JOURNALS = fileURLToPath(new URL('../../.cache/bench', import.meta.url));
const FLAGS = ['--expose-gc', '--import', new URL('probe.ts', import.meta.url).href];
const READY_WITHIN_MS = 60_000;
let nextPort = Number(process.env['BENCH_PORT'] ?? 7_600);

export async function setStage(say: (line: string) => void): Promise<Stage> {
  mkdirSync(JOURNALS, { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), 'ruggine-bench-'));
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, log: say });
  await migrate({ url: postgres.url, log: say });
  const sql = new pg.Client({ connectionString: postgres.url });
  await sql.connect();
  const running = new Set<Started>();

  const interrupted = (): void => void close().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);

  return { sql, node, peer, receivers, senders, freePort, close };

  async function node({ port, env = {} }: NodeSettings = {}): Promise<Server> {
    return server(new URL('../src/main.ts', import.meta.url), 'node', {
      port: port ?? (await freePort()),
      env: { HOST: '127.0.0.1', LOG_LEVEL: 'warn', RATE_LIMIT_FACTOR: '1000000', ...env },
    });
  }

  async function peer(name: string): Promise<Server> {
    return server(new URL(`peers/${name}.ts`, import.meta.url), name, { port: await freePort(), env: {} });
  }

  type Place = Readonly<{ port: number; env: Readonly<Record<string, string>> }>;

  async function server(module: URL, name: string, { port, env }: Place): Promise<Server> {
    const probe = start<Probe>(module, {
      env: { DATABASE_URL: postgres.url, PORT: String(port), ...env },
      flags: FLAGS,
      journal: join(JOURNALS, `${name}.log`),
    });
    track(probe);
    await ready(port, name, probe);
    return { port, probe, end: probe.end };
  }

  function receivers(): Remote<Receivers> {
    return track(start(new URL('driver/receivers.ts', import.meta.url), { journal: join(JOURNALS, 'receivers.log') }));
  }

  function senders(): Remote<Senders> {
    return track(start(new URL('driver/senders.ts', import.meta.url), { journal: join(JOURNALS, 'senders.log') }));
  }

  function track<R extends Started>(remote: R): R {
    running.add(remote);
    remote.process.once('exit', () => running.delete(remote));
    return remote;
  }

  async function close(): Promise<void> {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
    await Promise.all([...running].map(({ end }) => end('SIGKILL')));
    await sql.end();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Well below the ports that the system gives to clients, of which a run needs ten thousands. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort++;
    const tried = createServer();
    const free = await new Promise<boolean>((resolve) => {
      tried.once('error', () => resolve(false));
      tried.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => tried.close(resolve));
    return port;
  }
}

async function ready(port: number, name: string, { process: child }: Remote<Probe>): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until && child.exitCode === null) {
    const up = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    await pause(20);
  }
  throw new Error(`${name} did not become ready; its words are in ${JOURNALS}`);
}
