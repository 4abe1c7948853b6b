import { expect, it } from 'vitest';
import { keepRunning } from './job-runner.ts';

it('goes on where the database is away at the start, and when a runner ends', async () => {
  const began: (() => void)[] = [];
  const complaints: unknown[] = [];
  let isAway = true;
  const begin = async () => {
    if (isAway) throw new Error('away');
    const { promise, resolve } = Promise.withResolvers<void>();
    began.push(resolve);
    return { promise, stop: async () => resolve() };
  };
  const runner = keepRunning(begin, (error) => complaints.push(error));
  await runner.start();
  expect([began.length, complaints.length]).toEqual([0, 1]);
  isAway = false;
  await expect.poll(() => began.length, { timeout: 5_000 }).toBe(1);
  began[0]?.();
  await expect.poll(() => began.length, { timeout: 5_000 }).toBe(2);
  await runner.stop();
});
