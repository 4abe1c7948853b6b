import { launch } from 'puppeteer-core';
import type { Tab } from './tab.ts';

/** A Firefox with a profile of its own, over WebDriver BiDi. */
export async function openFirefox(executablePath: string): Promise<Tab> {
  const browser = await launch({ browser: 'firefox', executablePath, headless: true });
  const page = await browser.newPage();
  return {
    goto: async (address) => void (await page.goto(address)),
    // The library's types think of handles, of which there are none.
    async run(work, given) {
      const answer = await page.evaluate(`(${String(work)})(${JSON.stringify(given)})`);
      return JSON.parse(JSON.stringify(answer ?? null));
    },
    close: () => browser.close(),
  };
}
