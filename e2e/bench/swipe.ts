import type { Locator } from 'playwright-core';
import type { App } from './app.ts';

export const SPEED_PX_S = 3_000;
export const DISTANCE_PX = 15_000;

/** Scrolls up by a gesture of the browser's own. */
export async function swipe({ session }: App, over: Locator): Promise<void> {
  const box = await over.boundingBox();
  if (!box) throw new Error('What is to be scrolled is not on the screen.');
  await session.send('Input.synthesizeScrollGesture', {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    yDistance: DISTANCE_PX,
    speed: SPEED_PX_S,
    gestureSourceType: 'mouse',
  });
}

/** Frames of 60 a second without a turn of the main thread, from now until the returned function is called. */
export async function watchFrames({ page }: App): Promise<() => Promise<{ 'missed %': number; 'longest ms': number }>> {
  const handle = await page.evaluateHandle(() => window.bench.frames());
  return async () => {
    const intervals = await handle.evaluate((frames) => frames.stop());
    const missed = intervals.reduce((sum, each) => sum + Math.max(0, Math.round(each / (1_000 / 60)) - 1), 0);
    return { 'missed %': (100 * missed) / (intervals.length + missed), 'longest ms': Math.max(...intervals) };
  };
}
