import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { accountForPostgres, canEnter, type Account } from './account.ts';
import { installedFolder, makeShelter, nativeFolder } from './native.ts';
import { DataFolderUnusable, errorCode, messageOf, PostgresUnusable } from './refusals.ts';

/** Where the database lives, which programs run it, and as whom. */
export interface Place {
  /** Ours: lock, password, Postgres' log. Below it `data` belongs to the account Postgres runs under. */
  readonly home: string;
  readonly native: string;
  /** Whom Postgres runs as when we are root; undefined: as ourselves. */
  readonly account: Account | undefined;
}

/** Every account can enter it, on every system that has it. */
const SHELTER = '/var/lib/ruggine';

export function findPlace(dataDir: string, log: (line: string) => void): Place {
  if (process.platform === 'win32') {
    throw new PostgresUnusable('On Windows start Ruggine inside WSL, or set DATABASE_URL to a Postgres of your own.');
  }
  // First, for an image without Postgres may have no place for data either, and that is not what to mend.
  const installed = installedFolder();
  const folder = resolve(dataDir);
  try {
    makeDataFolder(folder);
    const account = accountForPostgres(join(folder, 'postgres', 'data'));
    const home = homeFolder(folder, account, log);
    return { home, account, native: nativeFolder(installed, account, SHELTER, log) };
  } catch (error) {
    throw asRefusal(error, folder);
  }
}

/** A failed file operation in the data folder becomes a sentence; a refusal already is one. */
export function asRefusal(error: unknown, folder: string): unknown {
  const reason = {
    EACCES: 'you may not read and write it',
    EPERM: 'you may not read and write it',
    EROFS: 'its disk is read-only',
    ENOSPC: 'its disk is full',
    ENOTDIR: 'it or a part of its path is not a folder',
    EEXIST: 'it or a part of its path is not a folder',
    ELOOP: 'its links lead in circles',
    ENAMETOOLONG: 'its name is too long',
  }[errorCode(error)];
  if (!reason) return error;
  return new DataFolderUnusable(`The data folder ${folder} cannot be used: ${reason} (${messageOf(error)}).`);
}

function makeDataFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true });
  // Others may pass through, not look around: Postgres' own account must reach its data below.
  if (made) chmodSync(folder, 0o711);
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
}

function homeFolder(folder: string, account: Account | undefined, log: (line: string) => void): string {
  const seat = join(folder, 'postgres');
  if (lstatSync(seat, { throwIfNoEntry: false })) return existingHome(seat, account);
  if (!account || canEnter(account, folder)) {
    mkdirSync(seat);
    chmodSync(seat, 0o711);
    return realpathSync(seat);
  }
  return shelteredHome(seat, log);
}

function existingHome(seat: string, account: Account | undefined): string {
  if (!statSync(seat, { throwIfNoEntry: false })) {
    throw new DataFolderUnusable(
      `The database was kept where ${seat} points to, and that is gone: bring it back, or remove the link to begin anew.`,
    );
  }
  const home = realpathSync(seat);
  accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
  if (account && !canEnter(account, home)) {
    throw new DataFolderUnusable(
      `The account that owns the database (user ${account.uid}) may no longer enter ${home}: let it pass (chmod o+x on the folders above), or move the data folder.`,
    );
  }
  return home;
}

/** A link in the data folder leads there, so moving the data folder keeps the data and removing it begins anew. */
function shelteredHome(seat: string, log: (line: string) => void): string {
  makeShelter(SHELTER);
  const home = join(SHELTER, randomBytes(6).toString('hex'));
  mkdirSync(home);
  chmodSync(home, 0o711);
  writeFileSync(join(home, 'belongs-to'), `${seat}\n`);
  symlinkSync(home, seat);
  log(`Postgres may not run as root, and its own account may not enter ${seat}: the database lives in ${home}.`);
  return home;
}
