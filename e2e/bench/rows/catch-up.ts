import { setTimeout as wait } from 'node:timers/promises';
import { below, type Figures } from '../../../api/bench/row.ts';
import type { Row } from '../row.ts';
import { sayMeanwhile } from '../town.ts';
import { CHAT_LINES, CPU_SLOWDOWN, SETTLING_MS } from '../app.ts';
import type { Scene } from '../scene.ts';
import type { Wanted } from '../watch.ts';

/** All of them stand on the screen's list. */
const CHATS = 5;
const EACH = 2_000;

export const catchUp: Row = {
  name: 'catch-up',
  about:
    'The server goes, 10,000 messages are said in 5 chats, the server comes back, and then the page hears that the network is back: from there to the painted frame with the last of them in the list. All of them must be in IndexedDB then. Once with the processor as it is, once slowed down. In a browser without Playwright, which would have each frame of the socket told to it.',
  async round(scene) {
    const quick = await missTheLot(scene, 1);
    const slow = await missTheLot(scene, CPU_SLOWDOWN);
    const slowed = Object.entries(slow).map(([name, value]): [string, number] => [`${name}, slowed`, value]);
    return { ...quick, ...Object.fromEntries(slowed) };
  },
  judge: (medians) => [
    below(medians, { what: 'catch-up of 10,000 missed events', unit: 'ms', ours: 'caught up' }, 2_000),
    below(medians, { what: 'longest task while catching up', unit: 'ms', ours: 'longest task' }, 50),
    below(
      medians,
      { what: 'catch-up of 10,000 missed events, slowed down', unit: 'ms', ours: 'caught up, slowed' },
      2_000,
    ),
    below(medians, { what: 'longest task meanwhile, slowed down', unit: 'ms', ours: 'longest task, slowed' }, 50),
  ],
};

async function missTheLot(scene: Scene, slowdown: number): Promise<Figures> {
  const page = await scene.openQuietly(slowdown);
  try {
    await wait(SETTLING_MS);
    const before = await page.run(countMessages, null);
    await scene.stopServer();
    const last = `The last word ${Date.now()}`;
    await sayMeanwhile(scene.stage.sql, scene.town.chats.slice(-CHATS), EACH, last);
    await scene.startServer();
    if ((await page.run(countMessages, null)) > before) throw new Error('void: it did not wait for the network');
    const figures = await page.run(goOnline, { selector: CHAT_LINES, text: last });
    await wait(500);
    const kept = (await page.run(countMessages, null)) - before;
    if (kept < CHATS * EACH) throw new Error(`void: only ${kept} messages were kept`);
    return figures;
  } finally {
    await page.close();
  }
}

/** In the page: the browser says that it is back, and the last word is waited for. */
async function goOnline(wanted: Wanted): Promise<Figures> {
  const caughtUp = window.bench.painted(wanted);
  const frames = window.bench.frames();
  dispatchEvent(new Event('online'));
  const end = await caughtUp;
  const longestFrame = Math.max(...frames.stop());
  const since = window.bench.online;
  // The browser tells of a long task some time after it.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const meanwhile = window.bench.longTasks.filter(({ at }) => at >= since && at <= end);
  const tasks = meanwhile.map(({ took }) => took);
  return {
    'caught up': end - since,
    'longest task': Math.max(0, ...tasks),
    'long tasks': tasks.length,
    'longest frame': longestFrame,
  };
}

/** In the page. */
async function countMessages(): Promise<number> {
  const { name = '' } = (await indexedDB.databases()).find((each) => each.name?.startsWith('ruggine:')) ?? {};
  const opening = indexedDB.open(name);
  await new Promise((resolve) => opening.addEventListener('success', resolve));
  const counting = opening.result.transaction('messages').objectStore('messages').count();
  await new Promise((resolve) => counting.addEventListener('success', resolve));
  opening.result.close();
  return counting.result;
}
