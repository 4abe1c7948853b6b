import { beforeEach, describe, expect, it } from 'vitest';
import { type Device, openWindow, useBrowser } from './browser.ts';
import { type Correspondent } from './correspondent.ts';
import { lineOf, logIn, lookAway, message, write, type Person } from './person.ts';
import { inView, jump, LAST, log, open, openAtEnd, restOf, scrollUpTo, watchRows, wroteTo } from './reader.ts';

declare global {
  interface Window {
    /** The first element that was marked. */
    marked?: Element | null;
    scrolledAtOnce?: boolean;
  }
}

const browser = useBrowser();

/** In the page: turns the wheel before the first frame with messages is painted. */
function scrollAtOnce(): void {
  new MutationObserver((_changes, observer) => {
    const conversation = document.querySelector('[role=log]');
    if (!conversation?.querySelector('article') || conversation.scrollTop === 0) return;
    observer.disconnect();
    conversation.dispatchEvent(new WheelEvent('wheel', { deltaY: -10, bubbles: true }));
    window.scrolledAtOnce = true;
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

/** In the page: some pixels up by the wheel, less than a row, or until something is said meanwhile. */
async function goUp(conversation: Element, distance: number): Promise<'heard' | 'gone'> {
  const before = conversation.scrollHeight;
  for (let moved = 0; moved < distance; moved += 1) {
    conversation.dispatchEvent(new WheelEvent('wheel', { deltaY: -1, bubbles: true }));
    conversation.scrollTop -= 1;
    await new Promise((resolve) => setTimeout(resolve, 40));
    if (conversation.scrollHeight > before) return 'heard';
  }
  return 'gone';
}

/** In the page: the uppermost message that is whole, and how far it is below the edge. History may come in above it. */
function firstInView(conversation: Element): string {
  const { top } = conversation.getBoundingClientRect();
  const row = [...conversation.querySelectorAll('article')].find((each) => each.getBoundingClientRect().top >= top);
  return `${row?.textContent.slice(0, 13)} ${Math.round((row?.getBoundingClientRect().top ?? 0) - top)}`;
}

/** In the page, from its beginning. */
function keepMarked(): void {
  new MutationObserver(() => (window.marked ??= document.querySelector('article.marked'))).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
  });
}

describe.each<Device>(['desktop', 'phone'])('on a %s', (device) => {
  it('opens at the first unread message, reads on from there, and keeps the divider', async () => {
    const [ann, ben] = await wroteTo(browser(), 40, device);
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
    const [ann, ben] = await wroteTo(browser(), 80, device);
    await openAtEnd(ann, ben);
    await log(ann).evaluate((element) => (element.scrollTop -= 1_500));
    await jump(ann).waitFor();
    await write(ann, 'Back at the end');
    await expect.poll(() => inView(ann, 'Back at the end')).toBe(true);
    await expect.poll(() => restOf(ann)).toBeLessThan(2);
  });

  it('follows what arrives at the end, and only counts it further up', async () => {
    const [ann, ben] = await wroteTo(browser(), 80, device);
    await openAtEnd(ann, ben);
    await ben.say('Heard at the end');
    await expect.poll(() => inView(ann, 'Heard at the end')).toBe(true);

    await log(ann).evaluate((element) => (element.scrollTop -= 1_500));
    await jump(ann).waitFor();
    const before = await log(ann).evaluate(firstInView);
    await ben.say('Heard further up', 'And another');
    await ann.page.getByRole('button', { name: 'Jump to the latest message, 2 new' }).waitFor();
    expect(await log(ann).evaluate(firstInView)).toBe(before);
    await jump(ann).click();
    await expect.poll(() => inView(ann, 'And another')).toBe(true);
    await expect.poll(() => jump(ann).isVisible()).toBe(false);
  });
});

it('carries nobody away who scrolls in the very moment it opens', async () => {
  const [ann, ben] = await wroteTo(browser(), 120);
  await ann.page.addInitScript(scrollAtOnce);
  await open(ann, ben, '?at=40');
  await log(ann).locator('article.marked').waitFor();
  await ann.page.waitForTimeout(500);
  expect(await ann.page.evaluate(() => window.scrolledAtOnce)).toBe(true);
  expect(await restOf(ann)).toBeGreaterThan(1_000);
});

it('pulls nobody back to the end who has just begun to go up, and follows for whoever rests close to it', async () => {
  const [ann, ben] = await wroteTo(browser(), 80);
  await openAtEnd(ann, ben);
  await log(ann).evaluate(goUp, 20);
  // By the list's own word for rest, and more.
  await ann.page.waitForTimeout(500);
  await ben.say('Heard at rest');
  await expect.poll(() => inView(ann, 'Heard at rest')).toBe(true);
  await expect.poll(() => restOf(ann)).toBeLessThan(2);

  const stop = await watchRows(ann.page);
  const goingUp = log(ann).evaluate(goUp, 40);
  await ben.say('Heard while going up');
  expect(await goingUp).toBe('heard');
  await ann.page.waitForTimeout(100);
  const { upwards } = await stop();
  expect(upwards).toEqual([]);
});

it('is drawn down to the edge of a window that grows before anything was scrolled', async () => {
  const [ann, ben] = await wroteTo(browser(), 80);
  await open(ann, ben, '?at=2');
  await log(ann).getByText('Complete from the beginning').waitFor();
  await ann.page.setViewportSize({ width: 1_440, height: 2_400 });
  const blank = () =>
    log(ann).evaluate((element) => {
      const { bottom } = element.getBoundingClientRect();
      const rows = [...element.querySelectorAll('article')].map((row) => row.getBoundingClientRect());
      return Math.max(0, bottom - Math.max(...rows.filter((row) => row.top < bottom).map((row) => row.bottom)));
    });
  await expect.poll(blank).toBe(0);
});

describe('history', () => {
  let ann: Person;
  let ben: Correspondent;
  beforeEach(async () => {
    [ann, ben] = await wroteTo(browser(), 600);
    await openAtEnd(ann, ben);
  });

  it('comes in above without moving the row under the finger, down to the beginning', async () => {
    const stop = await watchRows(ann.page);
    await ann.page.mouse.move(800, 400);
    const beginning = log(ann).getByText('Complete from the beginning');
    for (let turn = 0; turn < 1_200 && !(await beginning.isVisible()); turn += 1) {
      await ann.page.mouse.wheel(0, -150);
      await log(ann).evaluate(() => new Promise(requestAnimationFrame));
    }
    await beginning.waitFor();
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
    await ann.page.addInitScript(keepMarked);
    await open(ann, ben, '?at=300');
    await log(ann).locator('article.marked').waitFor();
    // The very element, which may have the focus: also when what was said before comes in above it.
    const top = () =>
      ann.page.evaluate(() =>
        window.marked?.isConnected ? Math.round(window.marked.getBoundingClientRect().top) : 'gone',
      );
    const before = await top();
    for (let moment = 0; moment < 12; moment += 1) {
      expect(await top()).toBe(before);
      await ann.page.waitForTimeout(100);
    }
    expect(before).toBeGreaterThan(0);
    await jump(ann).click();
    await expect.poll(() => restOf(ann)).toBeLessThan(2);
    await expect.poll(() => new URL(ann.page.url()).search).toBe('');
  });

  it('is where the reader left it, within a session', async () => {
    await log(ann).evaluate((element) => element.scrollBy(0, -2_000));
    await jump(ann).waitFor();
    await ann.page.waitForTimeout(500);
    const before = await log(ann).evaluate(firstInView);
    await lookAway(ann);
    await ann.page.goBack();
    await expect.poll(() => log(ann).evaluate(firstInView)).toBe(before);
  });
});
