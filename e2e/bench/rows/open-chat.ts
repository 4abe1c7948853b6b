import { below } from '../../../api/bench/row.ts';
import type { Row } from '../row.ts';
import { LONG_TITLE } from '../town.ts';
import { openChat, settle } from '../app.ts';

const LOG = `[role=log][aria-label*="${LONG_TITLE}"]`;
const THERE = { selector: `${LOG} article` };
const ELSEWHERE = { selector: `[role=log]:not(${LOG}) article` };

/** Nobody leaves a chat in the moment in which it is there. */
const LOOKING_MS = 500;

export const openLongChat: Row = {
  name: 'open-chat',
  about:
    'A chat of 100,000 messages, all in IndexedDB: from the click on its line to the painted frame with its newest messages, as the first chat after a start, and once more after another chat that was looked at for half a second.',
  async round(scene) {
    const app = await scene.open();
    try {
      await settle(app);
      const first = await app.untilPainted(THERE, () => openChat(app, LONG_TITLE));
      await app.page.waitForTimeout(LOOKING_MS);
      await openChat(app, 'Group');
      await app.painted(ELSEWHERE);
      await app.page.waitForTimeout(LOOKING_MS);
      const again = await app.untilPainted(THERE, () => openChat(app, LONG_TITLE));
      return { first, again };
    } finally {
      await app.close();
    }
  },
  judge: (medians) => [
    below(medians, { what: 'open a chat of 100,000 messages, first after a start', unit: 'ms', ours: 'first' }, 100),
    below(medians, { what: 'open a chat of 100,000 messages, after another', unit: 'ms', ours: 'again' }, 100),
  ],
};
