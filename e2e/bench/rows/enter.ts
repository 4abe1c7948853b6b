import { below } from '../../../api/bench/row.ts';
import { median } from '../../../api/bench/statistics.ts';
import type { Row } from '../row.ts';
import { LONG_TITLE } from '../town.ts';
import { BUBBLES, openChat, settle } from '../app.ts';

const TIMES = 10;

export const enter: Row = {
  name: 'enter',
  about: `In the chat of 100,000 messages: from the Enter key to the painted frame with the bubble, the median and the slowest of ${TIMES}.`,
  async round(scene) {
    const app = await scene.open();
    try {
      await settle(app);
      await openChat(app, LONG_TITLE);
      await app.painted({ selector: BUBBLES });
      const box = app.page.getByRole('textbox', { name: /^Message / });
      const took: number[] = [];
      for (let nth = 0; nth < TIMES; nth += 1) {
        const text = `Typed ${Date.now()} ${nth}`;
        await box.fill(text);
        await app.page.waitForTimeout(500);
        took.push(await app.untilPainted({ selector: BUBBLES, text }, () => box.press('Enter')));
      }
      return { bubble: median(took), slowest: Math.max(...took) };
    } finally {
      await app.close();
    }
  },
  judge: (medians) => [below(medians, { what: 'Enter to the bubble', unit: 'ms', ours: 'bubble' }, 50)],
};
