import { below } from '../../../api/bench/row.ts';
import type { Row } from '../row.ts';
import { LONG_TITLE } from '../town.ts';
import { BUBBLES, openChat, settle, type App } from '../app.ts';
import { DISTANCE_PX, SPEED_PX_S, swipe, watchFrames } from '../swipe.ts';

export const scroll: Row = {
  name: 'scroll',
  about: `Up through the chat of 100,000 messages by ${DISTANCE_PX.toLocaleString('en')} px at ${SPEED_PX_S.toLocaleString('en')} px/s, a gesture of the browser's own. Missed: frames of 60 a second without a turn of the main thread. Blank: frames with 150 px or more without a row. Wrong way: frames in which a row stood higher than before.`,
  async round(scene) {
    const app = await scene.open();
    try {
      await settle(app);
      await openChat(app, LONG_TITLE);
      await app.painted({ selector: BUBBLES });
      await app.page.waitForTimeout(1_000);
      const [stopFrames, stopRows] = [await watchFrames(app), await watchRows(app)];
      await swipe(app, app.page.getByRole('log'));
      const seen = { ...(await stopFrames()), ...(await stopRows()) };
      return { ...seen, 'short %': Math.max(0, 100 - (100 * seen.moved) / DISTANCE_PX) };
    } finally {
      await app.close();
    }
  },
  judge: (medians) => [
    below(medians, { what: 'frames missed while scrolling', unit: '%', ours: 'missed %' }, 1),
    below(
      medians,
      { what: 'of the way not gone, because history was not read in time', unit: '%', ours: 'short %' },
      1,
    ),
    below(medians, { what: 'blank frames while scrolling', unit: 'frames', ours: 'blank' }, 0),
    below(medians, { what: 'wrong-way jumps while scrolling', unit: 'jumps', ours: 'wrong way' }, 0),
  ],
};

async function watchRows({ page }: App) {
  const handle = await page.evaluateHandle(() => {
    const view = document.querySelector('[role=log]');
    let [blank, wrongWay, moved] = [0, 0, 0];
    let tops = new Map<string, number>();
    let on = true;
    const look = () => {
      const frame = view?.getBoundingClientRect();
      const rows = [...(view?.querySelectorAll('article') ?? [])].map((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return { key: row.dataset['key'] ?? '', top, bottom };
      });
      const top = Math.min(...rows.map((row) => row.top));
      const bottom = Math.max(...rows.map((row) => row.bottom));
      if (frame && (top > frame.top + 150 || bottom < frame.bottom - 150)) blank += 1;
      const by = rows.flatMap((row) => {
        const before = tops.get(row.key);
        return before === undefined ? [] : [row.top - before];
      });
      if (by.some((each) => each < -1.5)) wrongWay += 1;
      moved += by[0] ?? 0;
      tops = new Map(rows.map((row) => [row.key, row.top]));
      if (on) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return {
      stop: () => {
        on = false;
        return { blank, 'wrong way': wrongWay, moved };
      },
    };
  });
  return () => handle.evaluate(({ stop }) => stop());
}
