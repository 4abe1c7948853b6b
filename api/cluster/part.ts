import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ClusterRefused } from './refused.ts';

/** How a process of the cluster is started, and how it is known to be of use. */
export interface Recipe {
  /** What people call it, e.g. api1. */
  readonly name: string;
  /** Where others reach it. */
  readonly url: string;
  readonly program: string;
  readonly words: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Gets all it says; appended to, over restarts. */
  readonly logFile: string;
  isReady(): Promise<boolean>;
  /** Hears of an end that nobody here asked for. */
  onLoss?: (part: Part, how: string) => void;
}

/** A process of the cluster, which comes back where it was. */
export interface Part {
  readonly name: string;
  readonly url: string;
  readonly logFile: string;
  /** Null while it does not run. */
  readonly pid: number | null;
  /** Resolves once it is ready. Does nothing while it runs. */
  start(): Promise<void>;
  /** Asks it to end (SIGTERM), as an operator would; answers with its exit code, null if it did not run or had to be killed. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would (SIGKILL). */
  kill(): Promise<void>;
  /** Stops it politely and starts it again. */
  restart(): Promise<void>;
  /** Lets it hang (SIGSTOP): its sockets stay open and nobody answers. */
  freeze(): void;
  /** Lets it go on after freeze. */
  thaw(): void;
}

const LOOK_EVERY_MS = 50;
const START_PATIENCE_MS = 60_000;
/** As the stop_grace_period of compose.yaml: a node has left by itself before. */
const STOP_PATIENCE_MS = 35_000;

export function createPart(recipe: Recipe): Part {
  const { name, url, logFile } = recipe;
  let running: ChildProcess | null = null;

  async function start(): Promise<void> {
    if (running) return;
    // Its readiness would be taken for ours.
    if (await recipe.isReady()) throw new ClusterRefused(`${name} did not start: another program answers at ${url}.`);
    const child = await launch(recipe);
    running = child;
    child.once('exit', (code, signal) => {
      // Who takes it down lays it aside first: this is nobody's wish.
      if (running !== child) return;
      running = null;
      recipe.onLoss?.(part, signal ?? `code ${code}`);
    });
    await untilReady(recipe, child).catch(async (error: unknown) => {
      await end('SIGKILL');
      throw error;
    });
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const child = running;
    running = null;
    if (!child || hasEnded(child)) return child?.exitCode ?? null;
    const gone = once(child, 'exit');
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    child.kill(signal);
    // A frozen one would not hear of it.
    child.kill('SIGCONT');
    await gone;
    clearTimeout(impatient);
    return child.exitCode;
  }

  const part: Part = {
    name,
    url,
    logFile,
    get pid() {
      return running?.pid ?? null;
    },
    start,
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL');
    },
    async restart() {
      await end('SIGTERM');
      await start();
    },
    freeze: () => void running?.kill('SIGSTOP'),
    thaw: () => void running?.kill('SIGCONT'),
  };
  return part;
}

/** In a session of its own, so that Ctrl-C comes to us alone and the parts end in order. */
async function launch({ name, program, words, env, logFile }: Recipe): Promise<ChildProcess> {
  const out = openSync(logFile, 'a', 0o600);
  const child = spawn(program, words, { env: env ?? process.env, detached: true, stdio: ['ignore', out, out] });
  closeSync(out);
  await once(child, 'spawn').catch((error: unknown) => {
    throw new ClusterRefused(`${name} could not be started: ${error instanceof Error ? error.message : String(error)}`);
  });
  guard(child);
  return child;
}

/** A shell that waits for a pipe only we hold open ends the part when this process is gone, however it went. */
function guard(child: ChildProcess): void {
  const script = 'read -r _; kill -TERM "$1"; kill -CONT "$1"';
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', String(child.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.once('exit', () => watcher.kill('SIGKILL'));
}

async function untilReady({ name, logFile, isReady }: Recipe, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_PATIENCE_MS;
  while (!(await isReady())) {
    if (hasEnded(child)) throw new ClusterRefused(`${name} did not start: ${lastLine(logFile)} (more in ${logFile})`);
    if (Date.now() > until) throw new ClusterRefused(`${name} was not ready after a minute; see ${logFile}.`);
    await pause(LOOK_EVERY_MS);
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function lastLine(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) || 'it said nothing';
}
