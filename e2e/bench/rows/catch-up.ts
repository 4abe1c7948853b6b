import { below, type Figures } from '../../../api/bench/row.ts';
import { countRows } from '../../device-store.ts';
import type { Row } from '../row.ts';
import { sayMeanwhile } from '../town.ts';
import { CHAT_LINES, CPU_SLOWDOWN, settle } from '../app.ts';
import type { Scene } from '../scene.ts';

/** All of them stand on the screen's list. */
const CHATS = 5;
const EACH = 2_000;

export const catchUp: Row = {
  name: 'catch-up',
  about:
    'The server goes, 10,000 messages are said in 5 chats, the server comes back, and then the network: from there to the painted frame with the last of them in the list. All of them must be in IndexedDB then. Once with the processor as it is, once slowed down.',
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
  const app = await scene.open(slowdown);
  try {
    await settle(app);
    const { page, context } = app;
    const before = await countRows(page, 'messages');
    await context.setOffline(true);
    await scene.stopServer();
    const last = `The last word ${Date.now()}`;
    await sayMeanwhile(scene.stage.sql, scene.town.chats.slice(-CHATS), EACH, last);
    const caughtUp = app.painted({ selector: CHAT_LINES, text: last });
    await scene.startServer();
    const frames = await page.evaluateHandle(() => window.bench.frames());
    await context.setOffline(false);
    const end = await caughtUp;
    const longestFrame = Math.max(...(await frames.evaluate((each) => each.stop())));
    const { since, tasks } = await page.evaluate(() => ({ since: window.bench.online, tasks: window.bench.longTasks }));
    if (since === 0 || end < since) throw new Error('void: it did not wait for the network');
    const meanwhile = tasks.filter(({ at }) => at >= since && at <= end).map(({ took }) => took);
    await page.waitForTimeout(500);
    const kept = (await countRows(page, 'messages')) - before;
    if (kept < CHATS * EACH) throw new Error(`void: only ${kept} messages were kept`);
    return {
      'caught up': end - since,
      'longest task': Math.max(0, ...meanwhile),
      'long tasks': meanwhile.length,
      'longest frame': longestFrame,
    };
  } finally {
    await app.close();
  }
}
