import type { App } from '../app.ts';
import type { Row } from '../row.ts';
import { median } from '../../../api/bench/statistics.ts';
import { countMissed, swipe } from '../swipe.ts';

const CLICKS = 9;

export const barePage: Row = {
  name: 'bare-page',
  about:
    'What this machine makes of a page without an app, for comparison; no target. Frames missed while 2,000 plain lines are scrolled as in "scroll"; from a click to the painted frame with one more line, with nothing kept; 10,000 messages put into IndexedDB, 250 at once, with nothing received or drawn.',
  async round(scene) {
    const app = await scene.open();
    try {
      const { page } = app;
      await page.goto('/healthz');
      await page.evaluate(layOut);
      await page.waitForTimeout(1_000);
      const { drawn, turns } = await countMissed(app, () => swipe(app, page.locator('#lines')));
      return {
        'scroll missed %': drawn,
        'scroll without a turn %': turns,
        'click to a line': await clickOn(app),
        '10,000 rows': await page.evaluate(keepRows),
      };
    } finally {
      await app.close();
    }
  },
  judge: () => [],
};

async function clickOn(app: App): Promise<number> {
  const took: number[] = [];
  for (let nth = 0; nth < CLICKS; nth += 1) {
    await app.page.waitForTimeout(300);
    const wanted = { selector: '#lines .added', text: `Added ${nth}.` };
    took.push(await app.untilPainted(wanted, () => app.page.locator('#add').click()));
  }
  return median(took);
}

/** In the page, as text: it sees nothing of this file. */
function layOut(): void {
  const lines = document.createElement('div');
  lines.id = 'lines';
  lines.style.cssText = 'height: 700px; width: 800px; overflow-y: auto; font: 15px sans-serif';
  const line = (text: string) => {
    const made = document.createElement('article');
    made.style.cssText = 'width: 60%; margin: 3px; padding: 8px 14px; border-radius: 16px; background: #eee';
    made.textContent = text;
    lines.append(made);
    return made;
  };
  for (let nth = 0; nth < 2_000; nth += 1) line(`Line ${nth}. ${'All quiet. '.repeat(8)}`);
  const button = document.createElement('button');
  button.id = 'add';
  button.textContent = 'Add';
  let added = 0;
  button.addEventListener('click', () => {
    line(`Added ${added++}.`).className = 'added';
    lines.scrollTop = lines.scrollHeight;
  });
  document.body.replaceChildren(lines, button);
  lines.scrollTop = lines.scrollHeight;
}

/** In the page as well. @returns milliseconds */
async function keepRows(): Promise<number> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('bare', 1);
    opening.addEventListener('upgradeneeded', () => {
      opening.result.createObjectStore('messages', { keyPath: ['chatId', 'seq'] }).createIndex('at', 'at');
    });
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error));
  });
  const sender = { id: 'User:1', username: 'resident', displayName: 'Resident of the town' };
  const began = performance.now();
  for (let from = 0; from < 10_000; from += 250) {
    await new Promise((resolve) => {
      const writing = db.transaction('messages', 'readwrite', { durability: 'relaxed' });
      for (let seq = from; seq < from + 250; seq += 1) {
        const id = crypto.randomUUID();
        writing
          .objectStore('messages')
          .put({ id, uuid: id, chatId: 'a', seq, sender, text: `Meanwhile ${seq}`, at: seq });
      }
      writing.addEventListener('complete', resolve);
    });
  }
  const took = performance.now() - began;
  db.close();
  indexedDB.deleteDatabase('bare');
  return took;
}
