import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectNoObstacle } from './axe.ts';
import { useBrowser } from './browser.ts';
import { lineOf, list, openAccount } from './person.ts';
import { say, settle } from './resident.ts';

const browser = useBrowser();

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });
const widthOf = async (page: Page) => Math.round((await page.locator('#list').boundingBox())?.width ?? 0);
const LONG = 'Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamten-https://example.org/a/way';

/** Nothing sticks out to be scrolled to sideways. */
async function expectNoOverflow(page: Page, screen: string): Promise<void> {
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('#app *')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        const clipped = element.closest('.sr-only, .truncate, [inert]') !== null;
        return width > 1 && !clipped && element.checkVisibility() && (left < -1 || right > innerWidth + 1);
      })
      .map((element) => `${element.tagName} ${element.className}`),
  );
  expect.soft(wide, screen).toEqual([]);
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), screen).toBe(true);
}

describe('the list of chats on a desktop', () => {
  it('is as wide as it was dragged, also after a reload', async () => {
    const { page } = await settle(browser(), 'Ann', { groups: ['Hikers'] });
    const edge = page.getByRole('separator', { name: 'Width of the chat list' });
    const usual = await widthOf(page);
    const box = await edge.boundingBox();
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, 400];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y, { steps: 4 });
    await page.mouse.up();
    expect(await widthOf(page)).toBe(usual + 60);
    expect(await edge.getAttribute('aria-valuenow')).toBe(String(usual + 60));
    await page.reload();
    await edge.waitFor();
    expect(await widthOf(page)).toBe(usual + 60);
    await edge.dblclick();
    expect(await widthOf(page)).toBe(usual);
  });

  it('can be resized by keyboard, within bounds that leave the conversation its half', async () => {
    const { page } = await settle(browser(), 'Ann', { groups: ['Hikers'] });
    const edge = page.getByRole('separator', { name: 'Width of the chat list' });
    const usual = await widthOf(page);
    await edge.focus();
    await page.keyboard.press('ArrowRight');
    expect(await widthOf(page)).toBe(usual + 16);
    await page.keyboard.press('Home');
    expect(await widthOf(page)).toBe(Number(await edge.getAttribute('aria-valuemin')));
    await page.keyboard.press('End');
    await page.setViewportSize({ width: 800, height: 600 });
    await expect.poll(() => widthOf(page)).toBe(400);
    expect(await edge.getAttribute('aria-valuemax')).toBe('400');
    await expectNoObstacle(page, 'narrow desktop');
  });

  it('grows to the other side where one writes from the right', async () => {
    const ann = await settle(browser(), 'Ann', { groups: [LONG] });
    const { page } = ann;
    await lineOf(ann, LONG.slice(0, 20)).click();
    await heading(page, LONG).waitFor();
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    const before = await widthOf(page);
    await page.getByRole('separator', { name: 'Width of the chat list' }).focus();
    await page.keyboard.press('ArrowLeft');
    expect(await widthOf(page)).toBe(before + 16);
    expect((await page.locator('#list').boundingBox())?.x).toBeGreaterThan(700);
    await expectNoOverflow(page, 'from the right');
  });
});

it('shows the details beside the chat where there is room, until they are closed, and again when asked', async () => {
  const ann = await settle(browser(), 'Ann', { groups: ['Hikers'] });
  const { page } = ann;
  const details = page.getByRole('complementary', { name: 'Details' });
  await lineOf(ann, 'Hikers').click();
  await details.getByRole('button', { name: 'Close details' }).click();
  await details.waitFor({ state: 'hidden' });
  const toggle = page.getByRole('button', { name: 'Show details' });
  expect(await toggle.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.reload();
  await toggle.waitFor();
  expect(await details.count()).toBe(0);
  await page.setViewportSize({ width: 1274, height: 800 });
  await page.getByRole('link', { name: 'Details of Hikers' }).click();
  await heading(page, 'Details').waitFor();
  // With more room they go where they belong.
  await page.setViewportSize({ width: 1275, height: 800 });
  await details.waitFor();
  await heading(page, 'Hikers').waitFor();
});

describe('on a phone', () => {
  it('leads back up from the middle: details, chat, list', async () => {
    const ann = await settle(browser(), 'Ann', {
      groups: ['Hikers'],
      device: 'phone',
      at: (ids) => `/chats/${ids.get('Hikers')}/details`,
    });
    const { page } = ann;
    await heading(page, 'Details').waitFor();
    await page.goBack();
    await heading(page, 'Hikers').waitFor();
    await page.goBack();
    await lineOf(ann, 'Hikers').waitFor();
    await page.goForward();
    await heading(page, 'Hikers').waitFor();
    // The button on the screen and the gesture agree, also after a reload.
    await page.reload();
    await page.getByRole('button', { name: 'Back' }).click();
    await lineOf(ann, 'Hikers').waitFor();
    await page.goForward();
    await heading(page, 'Hikers').waitFor();
    await page.goBack();
    await lineOf(ann, 'Hikers').waitFor();
  });

  it('leads back to the list from what was opened in it, and the list is where it was', async () => {
    const groups = Array.from({ length: 30 }, (_, at) => `Group ${at}`);
    const ann = await settle(browser(), 'Ann', { groups, device: 'phone' });
    const { page } = ann;
    const scrolled = list(ann).evaluate(
      (nav) => new Promise((done) => nav.addEventListener('scroll', done, { once: true })),
    );
    await list(ann).evaluate((nav) => nav.scrollTo(0, 900));
    await scrolled;
    // While it moves it takes no clicks.
    const rows = list(ann).getByRole('list');
    await expect.poll(() => rows.evaluate((ul) => getComputedStyle(ul).pointerEvents)).toBe('auto');
    const row = list(ann).getByRole('link').filter({ hasText: 'Group 12' });
    const at = (await row.boundingBox())?.y;
    await row.click();
    await heading(page, 'Group 12').waitFor();
    await page.getByRole('link', { name: /^Details of/ }).click();
    await heading(page, 'Details').waitFor();
    await page.goBack();
    await page.goBack();
    await row.waitFor();
    expect((await row.boundingBox())?.y).toBe(at);
  });
});

describe.each([
  ['a small phone', { width: 320, height: 568 }],
  ['a page made four times larger', { width: 320, height: 256 }],
  ['a phone held sideways', { width: 740, height: 360 }],
  ['a large phone held sideways', { width: 932, height: 430 }],
])('on %s', (screen, viewport) => {
  it('everything has its place, whatever it is called', async () => {
    const ann = await settle(browser(), 'Ann', { groups: [LONG], options: { viewport } });
    const { page, token, chatIds } = ann;
    await say(token, chatIds.get(LONG) ?? '', LONG.repeat(2));
    await expectNoOverflow(page, `${screen}: list`);
    await expectNoObstacle(page, `${screen}: list`);
    await lineOf(ann, LONG.slice(0, 20)).click();
    await page.getByRole('log').getByRole('article').first().waitFor();
    await expectNoOverflow(page, `${screen}: chat`);
    await expectNoObstacle(page, `${screen}: chat`);
    await page.getByRole('link', { name: /^Details of/ }).click();
    await page.getByRole('button', { name: 'Leave group' }).waitFor();
    await expectNoOverflow(page, `${screen}: details`);
    await page.keyboard.press('Control+/');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await expectNoOverflow(page, `${screen}: switcher`);
    await page.keyboard.press('Escape');
    await page.goto('/');
    await openAccount(ann);
    await expectNoOverflow(page, `${screen}: account`);
  });
});
