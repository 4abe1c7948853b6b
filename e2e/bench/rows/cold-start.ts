import { below } from '../../../api/bench/row.ts';
import type { Row } from '../row.ts';

/** The browser goes on starting after its window stands. */
const BROWSER_START_MS = 2_000;

export const coldStart: Row = {
  name: 'cold-start',
  about:
    'A new browser process over a profile with 1,000 chats in IndexedDB, the service worker in control, the server there: from the start of the navigation to the first painted frame with chats in the list.',
  async round(scene) {
    const app = await scene.open();
    try {
      const { page } = app;
      await page.waitForTimeout(BROWSER_START_MS);
      await page.goto('/');
      const list = await page.evaluate(() => window.bench.listed);
      const { fcp, controlled } = await page.evaluate(() => ({
        fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
        controlled: navigator.serviceWorker.controller !== null,
      }));
      if (!controlled) throw new Error('void: the service worker was not in control');
      return { list, fcp };
    } finally {
      await app.close();
    }
  },
  judge: (medians) => [
    below(medians, { what: 'cold start to a list of 1,000 chats from IndexedDB', unit: 'ms', ours: 'list' }, 700),
    below(medians, { what: 'first contentful paint', unit: 'ms', ours: 'fcp' }, 400),
  ],
};
