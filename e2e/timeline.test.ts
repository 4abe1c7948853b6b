import type { Locator, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Device, openWindow, useBrowser } from './browser.ts';
import { type Correspondent, correspondWith, fill } from './correspondent.ts';
import { join, lineOf, logIn, lookAway, message, type Person, write } from './person.ts';

const browser = useBrowser();

const LAST = 'The last word.';
const log = ({ page }: Person): Locator => page.getByRole('log');
const jump = ({ page }: Person): Locator => page.getByRole('button', { name: /^Jump to the latest/ });
const restOf = (person: Person): Promise<number> =>
  log(person).evaluate((element) => Math.round(element.scrollHeight - element.scrollTop - element.clientHeight));
const inView = (person: Person, text: string): Promise<boolean> =>
  message(person, text).evaluate((element) => {
    const [row, view] = [element.getBoundingClientRect(), element.closest('[role=log]')?.getBoundingClientRect()];
    return view !== undefined && row.top >= view.top - 1 && row.bottom <= view.bottom + 1;
  });

/** Ann, who looks elsewhere, and somebody who has said this much to her. */
async function wroteTo(count: number, device: Device = 'desktop'): Promise<[Person, Correspondent]> {
  const ann = await join(browser(), 'Ann', { device });
  const ben = await correspondWith(ann);
  await lookAway(ann);
  await fill(ben, count - 1);
  await ben.say(LAST);
  await lineOf(ann, LAST).waitFor();
  return [ann, ben];
}

async function open({ page }: Person, { chatId }: Correspondent, query = ''): Promise<void> {
  await page.goto(`/chats/${chatId}${query}`);
}

/** With everything read. */
async function openAtEnd(ann: Person, ben: Correspondent): Promise<void> {
  await open(ann, ben);
  await log(ann).getByRole('article').first().waitFor();
  await ann.page.getByRole('textbox', { name: /^Message / }).press('Escape');
  await message(ann, LAST).waitFor();
  await expect.poll(() => restOf(ann)).toBeLessThan(2);
  await expect.poll(() => ann.page.title()).not.toMatch(/^\(/);
}

async function scrollUpTo(person: Person, found: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < 60 && !(await found()); step += 1) {
    await log(person).evaluate((element) => element.scrollBy(0, -600));
    await person.page.waitForTimeout(60);
  }
  expect(await found()).toBe(true);
}

/** Looks at a row in the middle of the screen in every frame, and tells by how many pixels such a row moved upwards. */
async function watchRows(page: Page): Promise<() => Promise<{ frames: number; upwards: number[] }>> {
  const handle = await page.evaluateHandle(() => {
    const view = document.querySelector('[role=log]');
    const box = view?.getBoundingClientRect() ?? new DOMRect();
    const seen = { frames: 0, upwards: new Array<number>() };
    let on = true;
    let before: { row: Element; top: number } | null = null;
    const look = () => {
      if (before?.row.isConnected === true) {
        const moved = before.row.getBoundingClientRect().top - before.top;
        if (moved < -1.5) seen.upwards.push(Math.round(moved));
      }
      const row = document.elementFromPoint(box.x + 100, box.y + box.height / 2)?.closest('article') ?? null;
      before = row && { row, top: row.getBoundingClientRect().top };
      seen.frames += 1;
      if (on) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return { stop: () => ((on = false), seen) };
  });
  return () => handle.evaluate(({ stop }) => stop());
}

describe.each<Device>(['desktop', 'phone'])('on a %s', (device) => {
  it('opens at the first unread message, reads on from there, and keeps the divider', async () => {
    const [ann, ben] = await wroteTo(40, device);
    await openAtEnd(ann, ben);
    await lookAway(ann);
    const texts = Array.from({ length: 60 }, (_, index) => `New ${index + 1}.`);
    await ben.say(...texts);
    await open(ann, ben);
    const divider = log(ann).getByText('60 new', { exact: true });
    await divider.waitFor();
    await expect.poll(() => inView(ann, 'New 1.')).toBe(true);
    expect(await jump(ann).isVisible()).toBe(true);

    // What was not in view has not been read.
    const unread = async () => Number(/(\d+) new/.exec((await jump(ann).getAttribute('aria-label')) ?? '')?.[1] ?? 0);
    await expect.poll(unread).toBeLessThan(60);
    expect(await unread()).toBeGreaterThan(20);

    await jump(ann).click();
    await expect.poll(() => inView(ann, 'New 60.')).toBe(true);
    await expect.poll(() => ann.page.title()).not.toMatch(/^\(/);
    await write(ann, 'My own words');
    await message(ann, 'My own words').waitFor();
    await scrollUpTo(ann, () => divider.isVisible());
  });

  it('goes to the end when one sends from further up', async () => {
    const [ann, ben] = await wroteTo(80, device);
    await openAtEnd(ann, ben);
    await log(ann).evaluate((element) => (element.scrollTop -= 1_500));
    await jump(ann).waitFor();
    await write(ann, 'Back at the end');
    await expect.poll(() => inView(ann, 'Back at the end')).toBe(true);
    await expect.poll(() => restOf(ann)).toBeLessThan(2);
  });

  it('follows what arrives at the end, and only counts it further up', async () => {
    const [ann, ben] = await wroteTo(80, device);
    await openAtEnd(ann, ben);
    await ben.say('Heard at the end');
    await expect.poll(() => inView(ann, 'Heard at the end')).toBe(true);

    await log(ann).evaluate((element) => (element.scrollTop -= 1_500));
    await jump(ann).waitFor();
    const before = await log(ann).evaluate((element) => element.scrollTop);
    await ben.say('Heard further up', 'And another');
    await ann.page.getByRole('button', { name: 'Jump to the latest message, 2 new' }).waitFor();
    expect(await log(ann).evaluate((element) => element.scrollTop)).toBe(before);
    await jump(ann).click();
    await expect.poll(() => inView(ann, 'And another')).toBe(true);
    await expect.poll(() => jump(ann).isVisible()).toBe(false);
  });
});

describe('history', () => {
  let ann: Person;
  let ben: Correspondent;
  beforeEach(async () => {
    [ann, ben] = await wroteTo(600);
    await openAtEnd(ann, ben);
  });

  it('comes in above without moving the row under the finger, down to the beginning', async () => {
    const stop = await watchRows(ann.page);
    await ann.page.mouse.move(800, 400);
    const atTop = () => log(ann).evaluate((element) => element.scrollTop === 0);
    for (let turn = 0; turn < 600 && !(await atTop()); turn += 1) {
      await ann.page.mouse.wheel(0, -150);
      await ann.page.waitForTimeout(30);
    }
    await log(ann).getByText('Complete from the beginning').waitFor();
    const { frames, upwards } = await stop();
    expect(frames).toBeGreaterThan(100);
    // Whoever scrolls up sees everything move down, and nothing else.
    expect(upwards).toEqual([]);
  });

  it('is bounded in the page, however far one has read', async () => {
    for (let page = 0; page < 25; page += 1) {
      await log(ann).evaluate((element) => element.scrollBy(0, -1_500));
      await ann.page.waitForTimeout(80);
    }
    expect(await log(ann).getByRole('article').count()).toBeLessThan(60);
    await ann.page.keyboard.press('Escape');
  });

  it('says what is missing on a new device while there is no line, and fetches it when there is', async () => {
    const page = await openWindow(browser(), 'desktop');
    const there = { ...ann, page };
    await page.goto('/');
    await logIn(there);
    await lineOf(there, LAST).click();
    await message(there, LAST).waitFor();
    await page.context().setOffline(true);
    const missing = log(there).getByText('Older messages are not on this device yet.');
    await scrollUpTo(there, () => missing.isVisible());
    await page.context().setOffline(false);
    // By itself when the line is back, or at once by the button.
    await log(there)
      .getByRole('button', { name: 'Try again' })
      .click({ timeout: 2_000 })
      .catch(() => {});
    await missing.waitFor({ state: 'hidden', timeout: 20_000 });
  });

  it('opens at the message that an address names, marks it and stays there', async () => {
    await open(ann, ben, '?at=300');
    const target = log(ann).locator('article.marked');
    await target.waitFor();
    const top = () => target.evaluate((element) => Math.round(element.getBoundingClientRect().top));
    const before = await top();
    for (let moment = 0; moment < 12; moment += 1) {
      expect(await top()).toBe(before);
      await ann.page.waitForTimeout(100);
    }
    await jump(ann).click();
    await expect.poll(() => restOf(ann)).toBeLessThan(2);
    await expect.poll(() => new URL(ann.page.url()).search).toBe('');
  });

  it('is where the reader left it, within a session', async () => {
    await log(ann).evaluate((element) => element.scrollBy(0, -2_000));
    await jump(ann).waitFor();
    await ann.page.waitForTimeout(500);
    const first = () =>
      log(ann).evaluate((element) => {
        const top = element.getBoundingClientRect().top;
        const row = [...element.querySelectorAll('article')].find((each) => each.getBoundingClientRect().top >= top);
        return `${row?.textContent.slice(0, 13)} ${Math.round((row?.getBoundingClientRect().top ?? 0) - top)}`;
      });
    const before = await first();
    await lookAway(ann);
    await ann.page.goBack();
    await expect.poll(first).toBe(before);
  });
});

describe('by keyboard', () => {
  it('walks the messages, opens the menu of one, picks some and copies them', async () => {
    const ann = await join(browser(), 'Ann', { options: { permissions: ['clipboard-read', 'clipboard-write'] } });
    const ben = await correspondWith(ann);
    await ben.say('First words', 'Second words', 'Third words');
    await message(ann, 'Third words').waitFor();
    const clipboard = () => ann.page.evaluate(() => navigator.clipboard.readText());
    const focused = () => ann.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

    await ann.page.getByRole('textbox', { name: /^Message / }).focus();
    await ann.page.keyboard.press('Shift+Tab');
    await expect.poll(focused).toMatch(/Third words/);
    await ann.page.keyboard.press('ArrowUp');
    await expect.poll(focused).toMatch(new RegExp(`^${ben.username}, \\d\\d:\\d\\d, Second words`));
    await ann.page.keyboard.press('Enter');
    await ann.page.getByRole('menu').waitFor();
    await ann.page.keyboard.press('Enter');
    await expect.poll(clipboard).toBe('Second words');
    await expect.poll(focused).toMatch(/Second words/);

    await ann.page.keyboard.press('Space');
    await ann.page.getByRole('toolbar', { name: '1 selected' }).waitFor();
    await ann.page.keyboard.press('ArrowUp');
    await expect.poll(focused).toMatch(/First words/);
    await ann.page.keyboard.press('Space');
    await ann.page.getByRole('toolbar', { name: '2 selected' }).waitFor();
    await ann.page.getByRole('button', { name: 'Copy', exact: true }).click();
    const stamp = String.raw`\d{1,2} \w{3} \d{4}, \d\d:\d\d`;
    await expect
      .poll(clipboard)
      .toMatch(new RegExp(`^${ben.username}, ${stamp}\nFirst words\n\n${ben.username}, ${stamp}\nSecond words$`));

    await message(ann, 'First words').click({ modifiers: ['Control'] });
    await ann.page.getByRole('toolbar').waitFor();
    await message(ann, 'First words').focus();
    await ann.page.keyboard.press('Escape');
    await ann.page.getByRole('toolbar').waitFor({ state: 'hidden' });
  });

  it('copies clean text of what the mouse was dragged over', async () => {
    const ann = await join(browser(), 'Ann', { options: { permissions: ['clipboard-read', 'clipboard-write'] } });
    const ben = await correspondWith(ann);
    await ben.say('One fine day', 'Two fine days', 'Three fine days');
    await message(ann, 'Three fine days').waitFor();
    const words = (text: string) => message(ann, text).locator('[data-words]');
    const [from, to] = await Promise.all([words('One fine day').boundingBox(), words('Three fine').boundingBox()]);
    if (!from || !to) throw new Error('The messages are not on the screen.');
    await ann.page.mouse.move(from.x + 1, from.y + from.height / 2);
    await ann.page.mouse.down();
    await ann.page.mouse.move(to.x + to.width + 4, to.y + to.height / 2, { steps: 8 });
    await ann.page.mouse.up();
    await ann.page.keyboard.press('Control+c');
    const copied = await ann.page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n').filter((line) => !line.startsWith(ben.username))).toEqual([
      'One fine day',
      '',
      'Two fine days',
      '',
      'Three fine days',
    ]);
    expect(copied.match(/\d\d:\d\d/g)).toHaveLength(3);
  });

  it('turns pages from where one writes', async () => {
    const [ann, ben] = await wroteTo(80);
    await openAtEnd(ann, ben);
    const box = ann.page.getByRole('textbox', { name: /^Message / });
    await box.press('PageUp');
    await expect.poll(() => restOf(ann)).toBeGreaterThan(300);
    await box.press('PageDown');
    // Rows may have turned out a little higher than they were thought to be.
    await expect.poll(() => restOf(ann)).toBeLessThan(48);
    await box.press('PageUp');
    await box.press('PageUp');
    await jump(ann).waitFor();
    await box.press('Escape');
    await expect.poll(() => restOf(ann)).toBeLessThan(2);
  });
});

it('opens the menu of a message by a long press', async () => {
  const ann = await join(browser(), 'Ann', { device: 'phone' });
  const ben = await correspondWith(ann);
  await ben.say('Press me');
  const box = await message(ann, 'Press me').locator('.bubble').boundingBox();
  if (!box) throw new Error('The message is not on the screen.');
  const client = await ann.page.context().newCDPSession(ann.page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  await ann.page.getByRole('menu').waitFor();
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await ann.page.getByRole('menuitem', { name: 'Select' }).tap();
  await ann.page.getByRole('toolbar', { name: '1 selected' }).waitFor();
});
