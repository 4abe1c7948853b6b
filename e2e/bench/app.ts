import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { LAUNCH } from '../chromium.ts';
import { type Wanted, watchPage } from './watch.ts';

/** A browser process of its own with the app in it, slowed down as a middling phone is. */
export type App = Readonly<{
  page: Page;
  context: BrowserContext;
  session: CDPSession;
  painted(wanted: Wanted): Promise<number>;
  /** From the last click or Enter to the painted frame with what is waited for. */
  untilPainted(wanted: Wanted, act: () => Promise<void>): Promise<number>;
  close(): Promise<void>;
}>;

export const CPU_SLOWDOWN = 4;
const PATIENCE_MS = 60_000;

export async function openApp(profile: string, origin: string, slowdown = CPU_SLOWDOWN): Promise<App> {
  const context = await chromium.launchPersistentContext(profile, {
    ...LAUNCH,
    baseURL: origin,
    locale: 'en-GB',
    viewport: { width: 1_280, height: 800 },
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(PATIENCE_MS);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.addInitScript(watchPage);
  const painted = (wanted: Wanted): Promise<number> => page.evaluate((each) => window.bench.painted(each), wanted);

  return {
    page,
    context,
    session,
    painted,
    async untilPainted(wanted, act) {
      const seen = painted(wanted);
      await act();
      return (await seen) - (await page.evaluate(() => window.bench.input));
    },
    close: () => context.close(),
  };
}

export const CHAT_LINES = 'nav[aria-label="Chats"] li a';
export const BUBBLES = '[role=log] article';

export async function openChat({ page }: App, title: string): Promise<void> {
  await page.locator(CHAT_LINES).filter({ hasText: title }).first().click();
}

/** The list stands there, and the line is up. */
export async function settle({ page }: App): Promise<void> {
  await page.goto('/');
  await page.evaluate(() => window.bench.listed);
  await page.waitForTimeout(SETTLING_MS);
}

/** The app warms its parts up and catches up with the server in its first seconds; the bench measures what comes after. */
export const SETTLING_MS = 4_000;
