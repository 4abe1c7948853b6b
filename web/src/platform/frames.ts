import { wait } from '../lib/wait.ts';

/** Once the browser is about to paint. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

/** Once it has painted, and there is time for what comes next. */
export async function nextPaint(): Promise<void> {
  await nextFrame();
  await wait(0);
}
