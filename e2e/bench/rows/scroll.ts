import { below } from '../../../api/bench/row.ts';
import type { Row } from '../row.ts';
import { LONG_TITLE } from '../town.ts';
import { BUBBLES, openChat, settle, type App } from '../app.ts';
import { countMissed, DISTANCE_PX, SPEED_PX_S, swipe } from '../swipe.ts';

const PHONE = { width: 412, height: 823 };

export const scroll: Row = {
  name: 'scroll',
  about: `Up through the chat of 100,000 messages by ${DISTANCE_PX.toLocaleString('en')} px at ${SPEED_PX_S.toLocaleString('en')} px/s, a gesture of the browser's own, in a window of ${PHONE.width} × ${PHONE.height} and in one of 1,280 × 800. Missed: frames of 60 a second that the compositor did not draw (traced). Without a turn: frames in which the page could not run its scripts; rows that come in meanwhile wait for the next. The rows are looked at on a second way up, for looking costs time. Blank: frames with 150 px or more without a row. Wrong way: frames in which a row stood higher than before.`,
  async round(scene) {
    const phone = await scrollIn(await scene.open(), PHONE);
    const wide = await scrollIn(await scene.open(), null);
    return {
      'missed %, phone': phone.drawn,
      'missed %, wide': wide.drawn,
      'without a turn %, phone': phone.turns,
      'without a turn %, wide': wide.turns,
      blank: Math.max(phone.blank, wide.blank),
      'wrong way': Math.max(phone.wrongWay, wide.wrongWay),
      'short %': Math.max(phone.short, wide.short),
    };
  },
  judge: (medians) => [
    below(medians, { what: 'frames missed while scrolling, phone', unit: '%', ours: 'missed %, phone' }, 1),
    below(medians, { what: 'frames missed while scrolling, wide window', unit: '%', ours: 'missed %, wide' }, 1),
    below(
      medians,
      { what: 'of the way not gone, because history was not read in time', unit: '%', ours: 'short %' },
      1,
    ),
    below(medians, { what: 'blank frames while scrolling', unit: 'frames', ours: 'blank' }, 0),
    below(medians, { what: 'wrong-way jumps while scrolling', unit: 'jumps', ours: 'wrong way' }, 0),
  ],
};

async function scrollIn(app: App, size: { width: number; height: number } | null) {
  const { page } = app;
  try {
    if (size !== null) await page.setViewportSize(size);
    await settle(app);
    await openChat(app, LONG_TITLE);
    await app.painted({ selector: BUBBLES });
    await page.waitForTimeout(1_000);
    const log = page.getByRole('log');
    const missed = await countMissed(app, () => swipe(app, log));
    await page.waitForTimeout(500);
    const stop = await watchRows(app);
    await swipe(app, log);
    const { moved, ...rows } = await stop();
    return { ...missed, ...rows, short: Math.max(0, 100 - (100 * moved) / DISTANCE_PX) };
  } finally {
    await app.close();
  }
}

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
        return { blank, wrongWay, moved };
      },
    };
  });
  return () => handle.evaluate(({ stop }) => stop());
}
