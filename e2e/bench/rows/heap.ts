import { below } from '../../../api/bench/row.ts';
import type { Row } from '../row.ts';
import { LONG_TITLE } from '../town.ts';
import { BUBBLES, openChat, settle, type App } from '../app.ts';

const WARM_UP = 40;
const TIMES = 50;
/** Of noise between two collections. */
const NOISE_MB = 0.5;

export const heap: Row = {
  name: 'heap',
  about: `JS heap after a collection. A script of use: chats opened ${WARM_UP + TIMES} times, every tenth time something is written; it takes minutes, not the hour of the goal. Growth: over the last ${TIMES} openings of the long chat and another in turns, of which up to ${NOISE_MB} MB is noise.`,
  async round(scene) {
    const app = await scene.open();
    try {
      await settle(app);
      await useIt(app, WARM_UP);
      const before = await weigh(app);
      await useIt(app, TIMES);
      const after = await weigh(app);
      return {
        heap: after.megabytes,
        growth: after.megabytes - before.megabytes,
        'more nodes': after.nodes - before.nodes,
        'more listeners': after.listeners - before.listeners,
      };
    } finally {
      await app.close();
    }
  },
  judge: (medians) => [
    below(medians, { what: 'JS heap after a script of use', unit: 'MB', ours: 'heap' }, 60),
    below(medians, { what: 'JS heap growth over 50 openings', unit: 'MB', ours: 'growth' }, NOISE_MB),
  ],
};

async function useIt(app: App, times: number): Promise<void> {
  const { page } = app;
  for (let nth = 1; nth <= times; nth += 1) {
    await openChat(app, nth % 2 === 0 ? 'Group' : LONG_TITLE);
    await page.getByRole('log').getByRole('article').first().waitFor();
    if (nth % 10 !== 0) continue;
    await page.getByRole('textbox', { name: /^Message / }).fill(`Said in passing ${nth}`);
    await page.keyboard.press('Enter');
  }
}

/** Both times with the same chat on the screen. */
async function weigh(app: App) {
  const { page, session } = app;
  await openChat(app, LONG_TITLE);
  await app.painted({ selector: BUBBLES });
  await page.waitForTimeout(1_000);
  // Twice: what the first frees lets go of more.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  return { megabytes: usedSize / 1_000_000, nodes, listeners: jsEventListeners };
}
