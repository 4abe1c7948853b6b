import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const READY_WITHIN_MS = 5_000;

/** A Redis of our own that keeps nothing; null where none is installed. */
export async function startRedis(port: number): Promise<Readonly<{ url: string; end(): Promise<void> }> | null> {
  const program = process.env['REDIS_SERVER'] ?? 'redis-server';
  if (spawnSync(program, ['--version']).status !== 0) return null;
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const redis = spawn(program, flags, { stdio: 'ignore' });
  const exit = once(redis, 'exit');
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await answers(port))) {
    if (Date.now() > until || redis.exitCode !== null) throw new Error('redis-server did not start');
    await pause(20);
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async end() {
      redis.kill('SIGKILL');
      await exit;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
