import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.ts';
import { errorCode } from './refusals.ts';

/** The system takes 107 bytes on Linux and 103 on macOS for the socket's whole path. */
const LONGEST_PATH = 103;
const FILES = '.s.PGSQL.';

/** Beside the data when the path is short enough, else a fresh folder near the root. Only Postgres' account may enter. */
export function makeSocketFolder({ home, account }: Place): string {
  const near = join(home, 'socket');
  const fits = Buffer.byteLength(join(near, `${FILES}65535.lock`)) <= LONGEST_PATH;
  const folder = fits ? near : mkdtempSync('/tmp/ruggine-socket-');
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (account) chownSync(folder, account.uid, account.gid);
  return folder;
}

/** Takes away nothing but sockets: the path may come from a file that a crash left behind. */
export function removeSocketFolder(folder: string): void {
  try {
    for (const name of readdirSync(folder)) if (name.startsWith(FILES)) rmSync(join(folder, name), { force: true });
    rmdirSync(folder);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'ENOTDIR'].includes(errorCode(error))) throw error;
  }
}
