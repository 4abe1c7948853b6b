import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Question } from './probe.ts';

/** An API node as a process of its own. */
export type Node = Readonly<{
  name: string;
  url: string;
  port: number;
  pid(): number;
  isUp(): boolean;
  /** Starts it, with these settings besides its own; resolves when it is ready. */
  start(extra?: Readonly<Record<string, string>>): Promise<void>;
  /** Resolves when the process is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** Resolves when it has ended by itself, as a failpoint lets it. */
  ended(): Promise<void>;
  freeze(): void;
  thaw(): void;
  metric(name: string): Promise<number>;
  /** Resident memory in MB, and open files. */
  size(): Readonly<{ memoryMb: number; files: number }>;
  /**
   * MB, only of a node that can be weighed. held: in use after a garbage collection, in V8's heap and beside it; unsent: what
   * waits in the process for its sockets to take it.
   */
  askMb(question: Question): Promise<number>;
}>;

/** Started like this, a node tells what it holds. Its heap is bounded, so that it cannot grow for want of a reason not to. */
const WEIGHED = ['--expose-gc', '--max-old-space-size=128', '--import', new URL('probe.ts', import.meta.url).href];

type Wishes = Readonly<{
  weighed: boolean;
  name: string;
  env: Readonly<Record<string, string>>;
  logs: string;
  /** Hears of an end that nobody asked for. */
  onDeath: (name: string, how: string) => void;
}>;

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const READY_WITHIN_MS = 40_000;
const LOOK_EVERY_MS = 50;
const ANSWER_WITHIN_MS = 10_000;
/** Ask this often more than the invariants need, or a slow run would meet the limits that protect a real server. */
const NO_LIMITS = '100000';

export async function makeNode({ name, env, logs, weighed, onDeath }: Wishes): Promise<Node> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let expected = false;
  mkdirSync(logs, { recursive: true });
  process.on('exit', () => child?.kill('SIGKILL'));

  return {
    name,
    url,
    port,
    pid: () => running().pid ?? 0,
    isUp: () => child !== null,
    start,
    end,
    ended,
    freeze: () => void running().kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    metric,
    size,
    askMb,
  };

  async function start(extra: Readonly<Record<string, string>> = {}): Promise<void> {
    const log = openSync(join(logs, `${name}.log`), 'a');
    // Whoever starts it is told of its end until it is ready.
    expected = true;
    const begun = spawn(process.execPath, [...(weighed ? WEIGHED : []), MAIN], {
      env: {
        PATH: process.env['PATH'],
        HOST: '127.0.0.1',
        PORT: String(port),
        RATE_LIMIT_FACTOR: NO_LIMITS,
        GRAPHIQL: 'false',
        LOG_LEVEL: 'warn',
        ...env,
        ...extra,
      },
      stdio: weighed ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
    });
    closeSync(log);
    child = begun;
    begun.once('exit', (code, signal) => {
      if (child === begun) child = null;
      if (!expected) onDeath(name, `code ${code}, signal ${signal}`);
    });
    await ready();
    // A failpoint ends the process from within: that is asked for, too.
    expected = 'RUGGINE_FAILPOINTS' in extra;
  }

  async function ready(): Promise<void> {
    const until = performance.now() + READY_WITHIN_MS;
    while (performance.now() < until) {
      const answer = await fetch(`${url}/readyz`).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.ok === true) return;
      if (child === null) throw new Error(`${name} ended while it started; its log is in ${logs}`);
      await pause(LOOK_EVERY_MS);
    }
    throw new Error(`${name} was not ready in time; its log is in ${logs}`);
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (!child) return null;
    expected = true;
    const going = child;
    const gone = once(going, 'exit');
    going.kill(signal);
    await gone;
    return going.exitCode;
  }

  async function ended(): Promise<void> {
    if (child) await once(child, 'exit');
  }

  function running(): ChildProcess {
    if (!child) throw new Error(`${name} does not run`);
    return child;
  }

  async function metric(wanted: string): Promise<number> {
    const text = await (await fetch(`${url}/metrics`)).text();
    const line = text.split('\n').find((line) => line.startsWith(`${wanted} `));
    return Number(line?.split(' ')[1] ?? NaN);
  }

  function size() {
    const { pid } = running();
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const resident = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    return { memoryMb: resident / 1_024, files: readdirSync(`/proc/${pid}/fd`).length };
  }

  async function askMb(question: Question): Promise<number> {
    const asked = running();
    const answer = once(asked, 'message', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    asked.send(question);
    const [bytes] = await answer;
    if (typeof bytes !== 'number') throw new Error(`${name} does not tell what it holds`);
    return bytes / 1_048_576;
  }
}

/** The same one after each restart, so that clients find the node again. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  if (typeof address !== 'object' || address === null) throw new Error('the system gave no port');
  probe.close();
  await once(probe, 'close');
  return address.port;
}
