import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { type Device, openWindow, useBrowser } from './browser.ts';
import { expectNoObstacle } from './axe.ts';
import { join, joinIn, openAccount } from './person.ts';

const browser = useBrowser();

describe.each<Device>(['desktop', 'phone'])('on a %s', (device) => {
  it('speaks Italian when asked to, at once and after a reload', async () => {
    const { page } = await join(browser(), 'Ann', { device });
    await page.goto('/account');
    await page.getByRole('radio', { name: 'Italiano' }).check();
    await page.getByRole('heading', { name: 'Aspetto' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('it');
    await page.reload();
    await page.getByRole('heading', { name: 'Aspetto' }).waitFor();
    await page.getByRole('radio', { name: 'Come nel browser' }).check();
    await page.getByRole('heading', { name: 'Appearance' }).waitFor();
  });

  it('is mirrored from right to left without running over', async () => {
    const { page } = await join(browser(), 'Ann', { device });
    for (const path of ['/', '/new', '/new/group', '/invitations', '/account', '/account/storage']) {
      await page.goto(`${path}?lang=ar-XB`);
      await page.locator('html[dir="rtl"]').waitFor();
      await page.locator('main:visible').first().waitFor();
      const { wide, seen } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        seen: document.documentElement.clientWidth,
      }));
      expect.soft(wide, path).toBeLessThanOrEqual(seen);
    }
  });

  it('keeps the chosen look and has it before anything is drawn', async () => {
    const { page } = await join(browser(), 'Ann', { device });
    await page.goto('/account');
    await page.getByRole('radio', { name: 'High contrast' }).check();
    await page.getByRole('radio', { name: 'Largest' }).check();
    await page.getByRole('switch', { name: 'Reduce motion' }).check();
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.reload({ waitUntil: 'commit' });
    await page.locator('html[data-contrast="more"][data-text="largest"][data-motion="none"]').waitFor();
  });

  it('has no serious obstacle in high contrast and the largest type', async () => {
    const ann = await join(browser(), 'Ann', { device, options: { contrast: 'more', reducedMotion: 'reduce' } });
    await ann.page.evaluate(() => localStorage.setItem('ruggine:text', 'largest'));
    for (const [path, heading] of [
      ['/account', 'Account'],
      ['/account/storage', 'Storage'],
    ] as const) {
      await ann.page.goto(path);
      await ann.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await ann.page.getByRole('radio').first().waitFor();
      await expectNoObstacle(ann.page, path);
    }
  });
});

it('clears the messages of this device after asking, and says so', async () => {
  const ann = await join(browser(), 'Ann');
  await openAccount(ann);
  await ann.page.getByRole('link', { name: 'Storage' }).click();
  await ann.page.getByText('used on this device').waitFor();
  await ann.page.getByRole('radio', { name: 'For a year' }).check();
  await ann.page.getByRole('button', { name: 'Clear this device’s copy' }).click();
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Clear', exact: true }).click();
  await ann.page.getByRole('region', { name: 'Notices' }).getByText('copy is cleared').waitFor();
  await ann.page.reload();
  expect(await ann.page.getByRole('radio', { name: 'For a year' }).isChecked()).toBe(true);
});

/** In the page: whoever opens a store now waits behind somebody who wants to change it, and cannot. */
async function holdStores(): Promise<void> {
  for (const { name = '', version = 1 } of await indexedDB.databases()) {
    await new Promise((resolve) => indexedDB.open(name).addEventListener('success', resolve));
    await new Promise((resolve) => indexedDB.open(name, version + 1).addEventListener('blocked', resolve));
  }
}

describe('no white screen', () => {
  const options = { permissions: ['clipboard-read', 'clipboard-write'] };

  it('explains a page whose file cannot be had, copies a diagnosis without names, and fetches the app anew', async () => {
    const page = await openWithoutWorker('desktop', options);
    const { username } = await joinIn(page, 'Annabel');
    await page.route('**/assets/AccountPage-*.js', (route) => route.abort());
    await page.goto('/account');
    await page.getByRole('heading', { name: 'A part of the app is missing' }).waitFor();
    await page.getByRole('button', { name: 'Copy diagnostics' }).click();
    await page.getByText('no messages, no passwords').waitFor();
    const diagnosis = await page.evaluate(() => navigator.clipboard.readText());
    expect(diagnosis).toContain('Browser: Mozilla');
    expect(diagnosis).not.toMatch(new RegExp(`Annabel|${username}`));
    await page.unroute('**/assets/AccountPage-*.js');
    await page.getByRole('button', { name: 'Reset cache' }).click();
    await page.getByRole('button', { name: 'Reset and reload' }).click();
    await page.getByRole('heading', { name: 'Account', exact: true }).waitFor();
  });

  it('has words for those for whom nothing starts', async () => {
    const page = await openWithoutWorker('phone');
    await page.route('**/assets/shell-*.js', (route) => route.abort());
    await page.goto('/');
    await page.getByRole('heading', { name: 'Ruggine does not start' }).waitFor();
    await page.unroute('**/assets/shell-*.js');
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  });

  it('says so where the browser’s storage does not answer, and goes on when it does', async () => {
    const page = await openWithoutWorker('phone', options);
    await joinIn(page, 'Annabel');
    await page.goto('/healthz');
    const other = await page.context().newPage();
    await other.goto('/healthz');
    await other.evaluate(holdStores);
    await page.goto('/');
    await page.getByRole('heading', { name: 'This device does not answer' }).waitFor();
    await page.getByRole('button', { name: 'Copy diagnostics' }).click();
    await page.getByText('no messages, no passwords').waitFor();
    await other.close();
    await page.getByRole('heading', { name: 'No chats yet' }).waitFor();
  });

  it('says so where the browser refuses to keep anything', async () => {
    const context = await browser().newContext({ baseURL: inject('origin'), locale: 'en-GB', ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.addInitScript(() => {
      const refuse = () => {
        throw new DOMException('Refused', 'SecurityError');
      };
      Object.defineProperty(window, 'localStorage', { get: refuse });
      IDBFactory.prototype.open = refuse;
    });
    await page.goto('/');
    await page.getByRole('heading', { name: 'This browser keeps nothing for us' }).waitFor();
  });
});

/** As in a private window of some browsers: no worker answers for the network. */
async function openWithoutWorker(device: Device, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openWindow(browser(), device, options);
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
  return page;
}
