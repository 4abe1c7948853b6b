import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { messageOf, PostgresUnusable } from './refusals.ts';

/** The operating system's account that Postgres runs under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const NAME = 'postgres';

/** Postgres refuses to run as root: root lends it another account. Undefined for everybody else, who simply run it. */
export function accountForPostgres(existingData: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return ownerOf(existingData) ?? accountNamed(NAME) ?? createAccount();
}

/** Really tries, as that account: modes alone do not tell of ACLs, mounts and user namespaces. */
export function canEnter(account: Account, folder: string): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...account, cwd: '/' });
  if (tried.error) {
    throw new PostgresUnusable(
      `Postgres may not run as root, and this root may not run programs as another user (${tried.error.message}): start Ruggine as an ordinary user.`,
    );
  }
  return tried.status === 0;
}

/** Data that a person made before they came as root stay theirs, and Postgres runs as them. */
function ownerOf(data: string): Account | undefined {
  const owner = statSync(data, { throwIfNoEntry: false });
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : undefined;
}

function accountNamed(name: string): Account | undefined {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
    );
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}

function createAccount(): Account {
  // The group may be there without the user, and then useradd insists on being told so.
  const group = spawnSync('getent', ['group', NAME]).status === 0 ? ['--gid', NAME] : ['--user-group'];
  try {
    execFileSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', ...group, NAME], {
      stdio: 'pipe',
    });
  } catch (error) {
    throw new PostgresUnusable(
      `Postgres may not run as root and the user "${NAME}" could not be made (${messageOf(error).split('\n')[0]}): make it, or start Ruggine as an ordinary user.`,
    );
  }
  const account = accountNamed(NAME);
  if (!account) throw new PostgresUnusable(`The user "${NAME}" was made but cannot be found.`);
  return account;
}
