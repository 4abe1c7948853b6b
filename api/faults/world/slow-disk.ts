import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { install } from './redis.ts';

const PROGRAM = '/usr/bin/strace';
const ATTACHED_AFTER_MS = 1_500;

/** Makes every fsync of these processes and their children late. @returns ends it; null where that is not permitted */
export async function slowSync(pids: readonly number[], delayMs: number): Promise<(() => Promise<void>) | null> {
  if (!existsSync(PROGRAM) && !install('strace')) return null;
  const words = ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=fdatasync,fsync'];
  const inject = `inject=fdatasync,fsync:delay_enter=${delayMs * 1_000}`;
  const strace = spawn(PROGRAM, [...words, '-e', inject, ...pids.flatMap((pid) => ['-p', String(pid)])], {
    stdio: 'ignore',
  });
  const gone = once(strace, 'exit');
  if ((await Promise.race([gone, pause(ATTACHED_AFTER_MS, 'attached')])) !== 'attached') return null;
  return async () => {
    strace.kill('SIGINT');
    await gone;
  };
}
