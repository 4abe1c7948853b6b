/** `pnpm dev`: the embedded database, the server restarted at each change, and the web app reloaded at each change. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig } from '../api/src/platform/config.ts';
import { startEmbeddedPostgres } from '../api/src/platform/postgres/embedded.ts';
import { StartRefused } from '../api/src/platform/postgres/refusals.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

try {
  await develop();
} catch (error) {
  if (!(error instanceof StartRefused || error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Ends when any part ends, and takes the others along. The database is held here, so that restarts do not wait for it. */
async function develop(): Promise<void> {
  const { databaseUrl, dataDir, port } = readConfig(process.env, ROOT);
  const postgres = databaseUrl ? undefined : await startEmbeddedPostgres({ dataDir, log: console.log });
  const parts = [
    run('api', ['--watch', '--watch-preserve-output', 'src/main.ts'], postgres ? { DATABASE_URL: postgres.url } : {}),
    run('web', ['node_modules/vite/bin/vite.js'], { API_URL: `http://localhost:${port}` }),
  ];
  console.log('The web app with live reload: http://localhost:5173');
  await Promise.race([...parts.map((part) => once(part, 'exit')), ...SIGNALS.map((signal) => once(process, signal))]);
  await Promise.all(parts.map(end));
  await postgres?.stop();
}

/** In a session of its own, so that Ctrl-C comes to us alone and the parts end in order. */
function run(folder: string, words: string[], env: Record<string, string>): ChildProcess {
  const part = spawn(process.execPath, words, {
    cwd: join(ROOT, folder),
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // A shell that waits for a pipe only we hold open ends the part when this process is gone, however it went.
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -TERM "$1"', 'sh', String(part.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  part.once('exit', () => guard.kill('SIGKILL'));
  return part;
}

async function end(part: ChildProcess): Promise<void> {
  if (part.exitCode !== null || part.signalCode !== null) return;
  const gone = once(part, 'exit');
  part.kill('SIGTERM');
  await gone;
}
