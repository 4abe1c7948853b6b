import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectNoObstacle } from './axe.ts';
import { useBrowser } from './browser.ts';
import { lineOf, message } from './person.ts';
import { say, settle } from './resident.ts';
import { underTheWorker } from './worker.ts';

const browser = useBrowser();

/** The newest group is first in the list. */
const [LAST, THIRD, SECOND, FIRST] = ['Augsburg', 'Bergamo', 'Cádiz', 'Dijon'] as const;
const TOWNS = [LAST, THIRD, SECOND, FIRST];

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });
const switcher = (page: Page) => page.getByRole('dialog', { name: 'Go to a chat' });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('the switcher', () => {
  it('goes to a chat by a few letters, without a network', async () => {
    const ann = await settle(browser(), 'Ann', { groups: TOWNS });
    const { page } = ann;
    await underTheWorker(page);
    await page.context().setOffline(true);
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Name of a chat or a person' });
    await field.waitFor();
    const names = await page.getByRole('option').locator('bdi').allTextContents();
    expect(names).toEqual([FIRST, SECOND, THIRD, LAST]);
    await expectNoObstacle(page, 'switcher');
    await field.fill('cad');
    await page.getByRole('option', { name: SECOND, selected: true }).waitFor();
    expect(await page.locator('mark').allTextContents()).toEqual(['Cád']);
    await page.keyboard.press('Enter');
    await heading(page, SECOND).waitFor();
    await page.getByRole('log').waitFor();
    // Straight back to where one came from, and away again without a change.
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: FIRST, selected: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: THIRD, selected: true }).waitFor();
    await field.fill('nowhere at all');
    await page.getByText('Nobody and no chat here has this name.').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await switcher(page).waitFor({ state: 'hidden' });
    await heading(page, SECOND).waitFor();
    await page.context().setOffline(false);
  });
});

describe('the search', () => {
  it('finds chats, people and words of messages on this device, and leads there', async () => {
    const ann = await settle(browser(), 'Ann', { groups: TOWNS });
    const { page, token, chatIds } = ann;
    for (const text of ['The stove is packed', 'Così è: Stóve again', 'Nothing of it']) {
      await say(token, chatIds.get(SECOND) ?? '', text);
    }
    await lineOf(ann, SECOND).click();
    await message(ann, 'Nothing of it').waitFor();
    await underTheWorker(page);
    await page.context().setOffline(true);
    const field = page.getByRole('searchbox', { name: 'Search chats and messages' });
    await field.fill('STOVE');
    const results = page.getByRole('region', { name: 'Search results' });
    await results.getByText('2 found').waitFor();
    await results.getByText('Searched all your messages.').waitFor();
    expect(await results.locator('mark').allTextContents()).toEqual(['Stóve', 'stove']);
    // The pointer still rests where the list was.
    await page.mouse.move(0, 0);
    await expectNoObstacle(page, 'search');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toContain('The stove is packed');
    await page.keyboard.press('Enter');
    await page.waitForURL(/[?]at=\d+$/);
    await field.fill('cadiz');
    await results.getByRole('link', { name: SECOND }).waitFor();
    await field.fill('quicksilver');
    await results.getByText('Nothing found').waitFor();
    await field.press('Escape');
    await lineOf(ann, FIRST).waitFor();
    await page.context().setOffline(false);
  });

  it('is a page of its own on a phone, and is found again by going back', async () => {
    const ann = await settle(browser(), 'Ann', { groups: TOWNS, device: 'phone' });
    const { page } = ann;
    await page.getByRole('link', { name: 'Search' }).click();
    await page.getByRole('searchbox', { name: 'Search chats and messages' }).fill('berg');
    await expectNoObstacle(page, 'search on a phone');
    await page.getByRole('link', { name: THIRD }).click();
    await heading(page, THIRD).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('link', { name: THIRD }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('berg');
    await page.getByRole('button', { name: 'Back' }).click();
    await lineOf(ann, FIRST).waitFor();
  });
});
