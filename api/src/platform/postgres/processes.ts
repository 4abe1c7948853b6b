import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { basename } from 'node:path';

/**
 * Tells a process from a later one that was given the same number: system start, number and start time.
 * Undefined when no such process lives.
 */
export function identityOf(pid: number): string | undefined {
  if (!hasProc()) return listed(pid, 'lstart=');
  const stat = read(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses and may hold anything, so count from the last one.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields || fields[0] === 'Z') return undefined;
  return `${read('/proc/sys/kernel/random/boot_id')?.trim()}:${pid}:${fields[19]}`;
}

/** Every Postgres process that works in this folder, the main one and its workers: all of them stand in it. */
export function postgresIn(folder: string, suspect: number): number[] {
  if (!hasProc()) return listed(suspect, 'args=')?.includes(folder) === true ? [suspect] : [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && link(`/proc/${pid}/cwd`) === folder)
    .filter((pid) => basename(link(`/proc/${pid}/exe`) ?? '').startsWith('postgres'));
}

/** Whether somebody listens on this Unix socket; shows a Postgres in another container that shares the folder. */
export function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

function hasProc(): boolean {
  return existsSync('/proc/self/stat');
}

function listed(pid: number, column: string): string | undefined {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function link(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}
