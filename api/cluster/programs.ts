import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ClusterRefused } from './refused.ts';

/** What Debian calls the package is also what the program is called. */
export type Program = 'redis-server' | 'haproxy';

/** Debian keeps servers where an ordinary account's PATH does not look. */
const ALSO_LOOK_IN = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/opt/homebrew/bin', '/usr/local/bin'];

/** REDIS_SERVER and HAPROXY say where they are, should they be elsewhere. */
export function findProgram(name: Program): string | undefined {
  const said = process.env[name.replace('-', '_').toUpperCase()];
  if (said && canRun(said)) return said;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders, ...ALSO_LOOK_IN].map((folder) => join(folder, name)).find(canRun);
}

/**
 * Where the program is; root's Debian fetches what is missing.
 * @throws {ClusterRefused} with the sentence that says what to install
 */
export function needProgram(name: Program, log: (line: string) => void): string {
  const program = findProgram(name) ?? install(name, log);
  if (program) return program;
  throw new ClusterRefused(
    `The cluster needs ${name}, which is not on this machine: install it (on Debian or Ubuntu: apt-get install ${name}).`,
  );
}

function install(name: Program, log: (line: string) => void): string | undefined {
  if (process.getuid?.() !== 0 || !canRun('/usr/bin/apt-get')) return undefined;
  log(`Installing ${name} …`);
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update'], quiet);
  // Fetching it must not also run one of Debian's own on the usual port, hence the runlevel of repairs.
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], {
    env: { ...quiet.env, RUNLEVEL: '1' },
  });
  return findProgram(name);
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
