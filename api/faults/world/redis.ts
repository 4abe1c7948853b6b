import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './node.ts';

/** A Redis of the kit's own that keeps nothing: each start is an empty one. */
export type Redis = Readonly<{
  port: number;
  pid(): number;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}>;

const PROGRAM = '/usr/bin/redis-server';
const READY_WITHIN_MS = 10_000;

/** Null where there is no Redis and none can be installed. */
export async function startRedis(): Promise<Redis | null> {
  if (!existsSync(PROGRAM) && !install('redis-server')) return null;
  const port = await freePort();
  let child: ChildProcess | null = null;
  process.on('exit', () => child?.kill('SIGKILL'));
  await start();
  return { port, pid: () => child?.pid ?? 0, kill: () => end('SIGKILL'), start, stop: () => end('SIGKILL') };

  async function start(): Promise<void> {
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/tmp'];
    child = spawn(PROGRAM, flags, { stdio: 'ignore' });
    const until = performance.now() + READY_WITHIN_MS;
    while (!(await answers(port))) {
      if (performance.now() > until) throw new Error('Redis did not start');
      await pause(20);
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

/** From Debian, where we are root. */
export function install(name: string): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update'], { env });
  return spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], { env }).status === 0;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection({ host: '127.0.0.1', port });
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
