import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectNoObstacle } from './axe.ts';
import { useBrowser } from './browser.ts';
import { join, lineOf, list, message, openInbox, startChat, write } from './person.ts';
import { say, settle } from './resident.ts';

const browser = useBrowser();

/** The newest group is first in the list. */
const [LAST, THIRD, SECOND, FIRST] = ['Augsburg', 'Bergamo', 'Cádiz', 'Dijon'] as const;
const TOWNS = [LAST, THIRD, SECOND, FIRST];

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });
const switcher = (page: Page) => page.getByRole('dialog', { name: 'Go to a chat' });

/** The words of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}

/** The part of the window that has the focus, by its label. */
function part(page: Page): Promise<string> {
  return page.evaluate(() => {
    const landmark = document.activeElement?.closest('[data-landmark]');
    const labelled = landmark?.hasAttribute('aria-label') === true ? landmark : landmark?.querySelector('[role="log"]');
    return labelled?.getAttribute('aria-label') ?? 'none';
  });
}

describe('the list of chats', () => {
  it('is one stop for the Tab key, and holds only what is on screen', async () => {
    const groups = Array.from({ length: 45 }, (_, at) => `Group ${String(45 - at).padStart(2, '0')}`);
    const ann = await settle(browser(), 'Ann', { groups });
    const { page } = ann;
    const rows = list(ann).getByRole('listitem');
    await expect.poll(() => rows.count()).toBeLessThan(25);
    expect(await rows.first().getAttribute('aria-setsize')).toBe('45');

    await lineOf(ann, 'Group 01').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toContain('Group 03');
    await page.keyboard.press('End');
    await expect.poll(() => focused(page)).toContain('Group 45');
    expect(await page.evaluate(() => document.activeElement?.closest('li')?.getAttribute('aria-posinset'))).toBe('45');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toContain('Group 45');
    await page.keyboard.press('PageUp');
    await expect.poll(() => focused(page)).not.toContain('Group 45');
    await page.keyboard.press('Home');
    await expect.poll(() => focused(page)).toContain('Group 01');
    // Out of the list by one press, and back into it by another, to the same row.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    expect(await focused(page)).not.toContain('Group');
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toMatch(/Group 0[12]/);
    await page.keyboard.press('Enter');
    await heading(page, 'Group').waitFor();
  });

  it('keeps the focus on a chat that moves to the top', async () => {
    const ann = await settle(browser(), 'Ann', { groups: TOWNS });
    const { page, token, chatIds } = ann;
    await lineOf(ann, LAST).focus();
    await say(token, chatIds.get(LAST) ?? '', 'Up we go');
    await expect.poll(() => list(ann).getByRole('link').first().textContent()).toContain(LAST);
    await expect.poll(() => focused(page)).toContain(LAST);
  });

  it('can leave out what has been read', async () => {
    const ann = await join(browser(), 'Ann');
    const ben = await join(browser(), 'Ben');
    await startChat(ben, ann);
    await openInbox(ann, 1);
    await ann.page.getByRole('button', { name: 'Accept' }).click();
    await heading(ann.page, 'Ben').waitFor();
    await ann.page.goto('/account');
    const filter = ann.page.getByRole('button', { name: 'Show only unread chats' });
    await filter.click();
    await ann.page.getByText('Nothing unread').waitFor();
    await write(ben, 'Anybody there?');
    await lineOf(ann, 'Ben').click();
    await message(ann, 'Anybody there?').waitFor();
    await lineOf(ann, 'Ben').waitFor();
    await filter.click();
  });
});

describe('shortcuts', () => {
  it('go through the chats, all or only unread ones, also out of the composer', async () => {
    const ann = await settle(browser(), 'Ann', { groups: TOWNS });
    const { page } = ann;
    await lineOf(ann, FIRST).click();
    await heading(page, FIRST).waitFor();
    await page.keyboard.press('Alt+ArrowDown');
    await heading(page, SECOND).waitFor();
    await page.getByRole('textbox', { name: /^Message / }).fill('half a word');
    await page.keyboard.press('Alt+ArrowDown');
    await heading(page, THIRD).waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowUp');
    await heading(page, FIRST).waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await heading(page, LAST).waitFor();

    const ben = await join(browser(), 'Ben');
    await startChat(ben, ann);
    await openInbox(ann, 1);
    await page.getByRole('button', { name: 'Accept' }).click();
    await heading(page, 'Ben').waitFor();
    await lineOf(ann, SECOND).click();
    await heading(page, SECOND).waitFor();
    await write(ben, 'Psst');
    await lineOf(ann, 'Psst').waitFor();
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await heading(page, 'Ben').waitFor();
    await message(ann, 'Psst').waitFor();
    // Nothing is unread any more.
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await heading(page, 'Ben').waitFor();
  });

  it('go round the parts of the window', async () => {
    const ann = await settle(browser(), 'Ann', { groups: TOWNS });
    const { page } = ann;
    await lineOf(ann, FIRST).click();
    await page.getByRole('complementary', { name: 'Details' }).waitFor();
    await page.getByRole('log').waitFor();
    await page.getByRole('textbox', { name: /^Message / }).focus();
    const round: string[] = [];
    for (let press = 0; press < 5; press += 1) {
      await page.keyboard.press('F6');
      round.push(await part(page));
    }
    expect(round).toEqual(['Details', 'Chats', FIRST, `Messages with ${FIRST}`, 'Write a message']);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await page.keyboard.press('Shift+F6');
    expect(await part(page)).toBe(`Messages with ${FIRST}`);
    await page.keyboard.press('Control+F6');
    expect(await part(page)).toBe('Write a message');
  });

  it('are listed, and the list can be reached by mouse', async () => {
    const { page } = await settle(browser(), 'Ann', { groups: [] });
    await page.keyboard.press('Control+/');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Next unread chat').waitFor();
    await expectNoObstacle(page, 'shortcuts');
    await page.keyboard.press('Control+k');
    expect(await switcher(page).count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.goto('/account');
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await focused(page)).toContain('Keyboard shortcuts');
  });

  it('leave pages upwards, but not from a field that one types in', async () => {
    const ann = await settle(browser(), 'Ann', { groups: TOWNS });
    const { page } = ann;
    await lineOf(ann, FIRST).click();
    await heading(page, FIRST).waitFor();
    await page.getByRole('link', { name: 'New chat' }).click();
    await page.getByRole('textbox', { name: 'Username' }).fill('somebody');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('textbox', { name: 'Username' }).inputValue()).toBe('somebody');
    await page.getByRole('button', { name: 'Start chat' }).focus();
    await page.keyboard.press('Escape');
    await heading(page, FIRST).waitFor();
  });
});

it('says what is said in the open chat, once, to who listens', async () => {
  const ann = await join(browser(), 'Ann');
  const ben = await join(browser(), 'Ben');
  await startChat(ben, ann);
  await write(ben, 'Before');
  await openInbox(ann, 1);
  await ann.page.getByRole('button', { name: 'Accept' }).click();
  await message(ann, 'Before').waitFor();
  const voice = ann.page.locator('[role="status"][aria-live="polite"]');
  await write(ben, 'One');
  await write(ben, 'Two');
  await voice.getByText('Ben: Two').waitFor({ state: 'attached' });
  expect(await voice.locator('p').allTextContents()).toEqual(['Ben: One', 'Ben: Two']);
});
