import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf } from './processes.ts';
import { DataFolderInUse, errorCode } from './refusals.ts';

/** Makes this process the only Ruggine in the folder the file lies in. A lock whose owner died counts for nothing. */
export function takeLock(file: string, folder: string): { release(): void } {
  const mine = JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  // Readable by all: who starts next may be another account, and must see whether this one lives.
  writeFileSync(draft, mine, { mode: 0o644 });
  try {
    while (!linked(draft, file)) clearIfDead(file, folder);
  } finally {
    rmSync(draft, { force: true });
  }
  return { release: () => release(file, mine) };
}

/** A hard link is made or refused in one step and shows the whole content at once. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function clearIfDead(file: string, folder: string): void {
  const held = readIfThere(file);
  if (held === undefined) return;
  refuseIfAlive(held, folder);
  // Two may clear the same dead lock at once: what was moved away can be the other's fresh one.
  const away = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, away);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = readIfThere(away) ?? '';
  if (moved !== held) linked(away, file);
  rmSync(away, { force: true });
  refuseIfAlive(moved, folder);
}

function refuseIfAlive(held: string, folder: string): void {
  const owner = parsed(held);
  if (owner && identityOf(owner.pid) === owner.identity) {
    throw new DataFolderInUse(
      `The data folder ${folder} is in use by another Ruggine (process ${owner.pid}); stop it or set RUGGINE_DATA_DIR to another folder.`,
    );
  }
}

function parsed(held: string): { pid: number; identity: string } | undefined {
  try {
    const owner: unknown = JSON.parse(held);
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('identity' in owner)) return undefined;
    if (typeof owner.pid !== 'number' || typeof owner.identity !== 'string') return undefined;
    return { pid: owner.pid, identity: owner.identity };
  } catch {
    return undefined;
  }
}

function release(file: string, mine: string): void {
  if (readIfThere(file) === mine) rmSync(file, { force: true });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
