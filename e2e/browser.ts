import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest';
import { LAUNCH } from './chromium.ts';

export type Device = 'phone' | 'desktop';

const DEVICES: Record<Device, BrowserContextOptions> = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1440, height: 900 } },
};

const PICTURES = join(import.meta.dirname, 'results');
const PATIENCE_MS = 20_000;

/** One browser for the file that calls it; each person gets a context of their own in it. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch(LAUNCH);
  });
  afterAll(() => browser?.close());
  return () => {
    if (!browser) throw new Error('The browser is open only while tests run.');
    return browser;
  };
}

/** A window of somebody who was never here: no cookies, no storage. The test fails when the page breaks in it. */
export async function openWindow(browser: Browser, device: Device, options: BrowserContextOptions = {}): Promise<Page> {
  const origin = inject('origin');
  const context = await browser.newContext({ baseURL: origin, locale: 'en-GB', ...DEVICES[device], ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const faults = faultsOf(page);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await keepPicture(page, task.name);
    await context.close();
    expect(faults).toEqual([]);
  });
  return page;
}

/** A window of a browser of its own that keeps what it knows in a folder: it can be closed and opened again. */
export async function openProfile(folder: string): Promise<Page> {
  const settings = { ...LAUNCH, baseURL: inject('origin'), locale: 'en-GB', ...DEVICES.desktop };
  const context = await chromium.launchPersistentContext(folder, settings);
  onTestFinished(() => context.close());
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

/** What the person saw last, for whoever looks into the failure. */
async function keepPicture(page: Page, test: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${test.replaceAll(/\W+/g, '-')}-${Date.now()}.png`) });
}

/** Errors that nobody caught, and everything that the page's own content policy had to stop. */
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`${error.name}: ${error.message}`));
  page.on('console', (line) => {
    if (line.type() === 'error' && line.text().includes('Content Security Policy')) faults.push(line.text());
  });
  return faults;
}
