import { below } from '../../../api/bench/row.ts';
import type { Row } from '../row.ts';
import { LONG_TITLE } from '../town.ts';
import { BUBBLES, openChat, settle, type App } from '../app.ts';

const MANY = 10;
const ON_DEVICE = { selector: '[role=log] [role=img][aria-label^="On this device"]' };

export const backOnline: Row = {
  name: 'back-online',
  about: `Written without a network: from the browser's own word that it is back to the painted frame in which nothing waits any more, with one message and with ${MANY}.`,
  async round(scene) {
    const app = await scene.open();
    try {
      await settle(app);
      await openChat(app, LONG_TITLE);
      await app.painted({ selector: BUBBLES });
      return { one: await sendAgain(app, 1), ten: await sendAgain(app, MANY) };
    } finally {
      await app.close();
    }
  },
  judge: (medians) => [
    below(medians, { what: 'back online to an empty outbox, 1 message', unit: 'ms', ours: 'one' }, 500),
    below(medians, { what: `back online to an empty outbox, ${MANY} messages`, unit: 'ms', ours: 'ten' }, 500),
  ],
};

async function sendAgain(app: App, count: number): Promise<number> {
  const { page, context } = app;
  await context.setOffline(true);
  const box = page.getByRole('textbox', { name: /^Message / });
  for (let nth = 1; nth <= count; nth += 1) {
    const text = `In the dark ${Date.now()} ${nth}`;
    await box.fill(text);
    await box.press('Enter');
    await page.locator(BUBBLES).filter({ hasText: text }).waitFor();
  }
  await app.painted(ON_DEVICE);
  const sent = app.painted({ ...ON_DEVICE, gone: true });
  await context.setOffline(false);
  return (await sent) - (await page.evaluate(() => window.bench.online));
}
