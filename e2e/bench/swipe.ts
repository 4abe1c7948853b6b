import type { Locator } from 'playwright-core';
import type { App } from './app.ts';

export const SPEED_PX_S = 3_000;
export const DISTANCE_PX = 15_000;
const FRAME_MS = 1_000 / 60;

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

/** Of 60 frames a second those that were not drawn, and those in which the page had no turn to run its scripts, while something is done. */
export async function countMissed(app: App, act: () => Promise<void>) {
  const turns = await app.page.evaluateHandle(() => window.bench.frames());
  const drawn = await framesDrawn(app, act);
  return { drawn: missedOf(drawn), turns: missedOf(await turns.evaluate((frames) => frames.stop())) };
}

/** In percent of all frames that there was time for. */
function missedOf(intervals: readonly number[]): number {
  const missed = intervals.reduce((sum, each) => sum + Math.max(0, Math.round(each / FRAME_MS) - 1), 0);
  return (100 * missed) / (intervals.length + missed);
}

/** Intervals between frames that the page's compositor drew, in milliseconds: what somebody sees, whether or not the page kept up. */
async function framesDrawn({ session }: App, act: () => Promise<void>): Promise<number[]> {
  const drawn = new Map<number, number[]>();
  const take = ({ value }: { value: { [key: string]: unknown }[] }): void => {
    for (const { name, pid, ts } of value) {
      if (name !== 'DrawFrame' || typeof pid !== 'number' || typeof ts !== 'number') continue;
      drawn.set(pid, [...(drawn.get(pid) ?? []), ts / 1_000]);
    }
  };
  session.on('Tracing.dataCollected', take);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline.frame', 'devtools.timeline.frame'] },
  });
  await act();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', take);
  // Other processes of the browser draw a frame now and then.
  const [times = []] = [...drawn.values()].sort((one, other) => other.length - one.length);
  if (times.length === 0) throw new Error('The browser told of no frame.');
  return times.slice(1).map((at, index) => at - (times[index] ?? at));
}
