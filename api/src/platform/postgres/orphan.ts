import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answers, postgresIn } from './processes.ts';
import { DataFolderInUse, errorCode, PostgresUnusable } from './refusals.ts';
import { removeSocketFolder } from './socket-folder.ts';

const POLL_EVERY_MS = 20;
/** After these the next stronger signal; the last one leaves nothing alive. */
const PATIENCE_MS = 30_000;
const SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const;

/**
 * Ends a Postgres that outlived the Ruggine which started it, and clears what one that was killed left behind.
 * Call it with the lock held: whatever runs here then belongs to nobody.
 */
export async function endOrphan(data: string, log: (line: string) => void): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const [pid, , , port, socketFolder] = readFileSync(pidFile, 'utf8').split('\n');
  const main = Number(pid);
  if (postgresIn(data, main).length > 0) await end(data, main, log);
  else if (socketFolder && (await answers(join(socketFolder, `.s.PGSQL.${port}`)))) {
    throw new DataFolderInUse(
      `The database in ${data} is in use by a Postgres that this machine or container cannot see; stop the other Ruggine first.`,
    );
  }
  // Its number may be a stranger's by now, at which Postgres would take fright and not start.
  rmSync(pidFile, { force: true });
  if (socketFolder) removeSocketFolder(socketFolder);
}

async function end(data: string, main: number, log: (line: string) => void): Promise<void> {
  log('Stopping the database that an earlier start left running …');
  for (const signal of SIGNALS) {
    // Workers end by themselves once the main process has; the stronger signals are for those that do not.
    const living = postgresIn(data, main);
    for (const pid of living.includes(main) && signal === 'SIGINT' ? [main] : living) tell(pid, signal, data);
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      if (postgresIn(data, main).length === 0) return;
      await pause(POLL_EVERY_MS);
    }
  }
  throw new PostgresUnusable(`The Postgres that an earlier start left in ${data} cannot be stopped.`);
}

function tell(pid: number, signal: NodeJS.Signals, data: string): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return;
    throw new DataFolderInUse(
      `The database in ${data} is in use by a Postgres of another user (process ${pid}); stop it first.`,
    );
  }
}
