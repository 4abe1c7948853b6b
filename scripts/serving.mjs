import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { exitCode } from './errand.mjs';
import { Refusal, ROOT, say } from './machine.mjs';

const LOOK_EVERY_MS = 500;
/** Longer than the server grants itself to finish what is under way. */
const PATIENCE_MS = 45_000;

/**
 * Runs the server and ends when it ends, with its exit code. It stands in a session of its own: the terminal's Ctrl-C
 * reaches it once, through us, and not a second time as an order to hurry. Whoever of npm, us and the terminal goes
 * first, the server is told to stop.
 */
export function serve([program, ...rest]) {
  return new Promise((resolve, reject) => {
    const tether = new URL('tether.mjs', import.meta.url).href;
    const server = spawn(program, ['--import', tether, ...rest], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const stop = once(() => setTimeout(() => end(server), PATIENCE_MS).unref());
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        server.kill(signal);
        stop();
      });
    }
    const watch = whenNpmEnds(() => {
      clearInterval(watch);
      server.kill('SIGTERM');
      stop();
    });
    server.once('error', (error) => reject(new Refusal(`The server could not be started: ${error.message}`)));
    server.once('exit', (code, signal) => {
      clearInterval(watch);
      resolve(exitCode(code, signal));
    });
  });
}

function end(server) {
  say(`The server did not stop within ${PATIENCE_MS / 1000} s and is ended.`);
  server.kill('SIGKILL');
}

/** npm does not always pass on what ends it; then we, or the shell it put between, are handed to another parent. */
function whenNpmEnds(act) {
  // Started by hand, as with nohup, we may well outlive our parent.
  if (!process.env.npm_lifecycle_event) return undefined;
  const first = lineage();
  return setInterval(() => {
    if (lineage() !== first) act();
  }, LOOK_EVERY_MS);
}

/** Our parent, and its parent when ours is that shell. */
function lineage() {
  const parent = process.ppid;
  const status = statusOf(parent);
  return /^Name:\s*\w*sh$/m.test(status) ? `${parent} ${/^PPid:\s*(\d+)/m.exec(status)?.[1]}` : String(parent);
}

/** Empty where the system keeps no such files; its shells give way to the program they start. */
function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

function once(act) {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
