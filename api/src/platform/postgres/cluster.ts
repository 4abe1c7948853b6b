import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Place } from './place.ts';
import { PostgresUnusable } from './refusals.ts';

const POLL_EVERY_MS = 10;
const SAY_SO_EVERY_MS = 5_000;
/** Clients that said goodbye are gone long before. */
const FAREWELL_MS = 500;
/** A fast stop writes what is in memory to disk; past this the journal has to do. */
const FAST_STOP_MS = 30_000;
const MAJOR = '18';

/** Makes the cluster unless it is there. Half a cluster, left by a start that was killed, is made again. */
export function initialise(place: Place, user: string, password: string, log: (line: string) => void): void {
  const data = join(place.home, 'data');
  if (existsSync(data)) return refuseForeignVersion(data);
  log('Making the database, a few seconds …');
  const draft = join(place.home, 'data.new');
  const secret = join(place.home, 'password.new');
  for (const left of [draft, secret]) rmSync(left, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(secret, `${password}\n`, { mode: 0o600 });
  for (const path of [draft, secret]) giveTo(place.account, path);
  const made = spawnSync(
    join(place.native, 'bin', 'initdb'),
    // The collation built into Postgres sorts alike on every machine and never changes under an index.
    [
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--auth=scram-sha-256',
    ].concat(`--username=${user}`, `--pwfile=${secret}`, `--pgdata=${draft}`),
    { ...place.account, cwd: '/', env: environment(), encoding: 'utf8' },
  );
  rmSync(secret, { force: true });
  if (made.status !== 0) {
    throw new PostgresUnusable(`The database could not be made: ${made.error?.message ?? lastLine(made.stderr)}`);
  }
  renameSync(draft, data);
}

/** Starts Postgres in a session of its own, out of reach of the terminal's Ctrl-C, and waits until it takes connections. */
export async function launch(place: Place, flags: string[], log: (line: string) => void): Promise<ChildProcess> {
  const data = join(place.home, 'data');
  const journal = join(place.home, 'postgres.log');
  if (existsSync(journal)) renameSync(journal, `${journal}.1`);
  const out = openSync(journal, 'wx', 0o600);
  const postgres = spawn(join(place.native, 'bin', 'postgres'), ['-D', data, ...flags], {
    ...place.account,
    cwd: '/',
    env: environment(),
    detached: true,
    stdio: ['ignore', out, out],
  });
  closeSync(out);
  await once(postgres, 'spawn');
  await ready(postgres, data, log);
  if (hasEnded(postgres)) {
    throw new PostgresUnusable(`Postgres did not start: ${lastLine(readFileSync(journal, 'utf8'))}`);
  }
  guard(postgres, place.account);
  return postgres;
}

/** Stops it once its clients have gone, without them when they linger, and in the end as fast as it goes. */
export async function halt(postgres: ChildProcess): Promise<void> {
  if (hasEnded(postgres)) return;
  const ended = once(postgres, 'exit');
  // Closed connections take a moment to be gone; cutting them off would show in this process as errors out of nowhere.
  const orders: [NodeJS.Signals, number][] = [
    ['SIGTERM', 0],
    ['SIGINT', FAREWELL_MS],
    ['SIGQUIT', FAST_STOP_MS],
  ];
  const timers = orders.map(([signal, afterMs]) => setTimeout(() => postgres.kill(signal), afterMs));
  await ended;
  for (const timer of timers) clearTimeout(timer);
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function giveTo(account: Account | undefined, path: string): void {
  if (account) chownSync(path, account.uid, account.gid);
}

async function ready(postgres: ChildProcess, data: string, log: (line: string) => void): Promise<void> {
  let patientUntil = Date.now() + SAY_SO_EVERY_MS;
  while (!hasEnded(postgres) && !saysReady(join(data, 'postmaster.pid'), postgres.pid)) {
    await pause(POLL_EVERY_MS);
    if (Date.now() < patientUntil) continue;
    log('Postgres is still starting: after a crash it first replays its journal …');
    patientUntil = Date.now() + SAY_SO_EVERY_MS;
  }
}

/** The pid file's eighth line, which pg_ctl waits for as well. */
function saysReady(pidFile: string, pid: number | undefined): boolean {
  if (!existsSync(pidFile)) return false;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/**
 * Stops Postgres when this process is gone, however it went: the shell waits for a pipe that only we hold open.
 * It goes with Postgres, so that it never signals a stranger who was given the number later.
 */
function guard(postgres: ChildProcess, account: Account | undefined): void {
  const script = 'read -r _; kill -INT "$1"';
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', String(postgres.pid)], {
    ...account,
    cwd: '/',
    env: environment(),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  postgres.once('exit', () => watcher.kill('SIGKILL'));
  watcher.once('error', () => undefined);
  watcher.unref();
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
}

function refuseForeignVersion(data: string): void {
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (version === MAJOR) return;
  throw new PostgresUnusable(
    `The database in ${data} was made by Postgres ${version} and this is Postgres ${MAJOR}: dump it with the old version and load it into a new data folder.`,
  );
}

/** Nothing of the caller's environment: PGDATA, PGPORT and their like would win over what we say. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };
}

function lastLine(text: string): string {
  const lines = text.trim().split('\n');
  const telling = lines.findLast((line) => /(FATAL|PANIC|error|could not)/.test(line)) ?? lines.at(-1) ?? '';
  return telling.replace(/^.*?(FATAL|PANIC|error):\s*/, '');
}
