import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Device } from './browser.ts';
import { type Correspondent, correspondWith, fill } from './correspondent.ts';
import { join, lineOf, lookAway, message, type Person } from './person.ts';

export const LAST = 'The last word.';
/** The open conversation. */
export const log = ({ page }: Person): Locator => page.getByRole('log');
export const jump = ({ page }: Person): Locator => page.getByRole('button', { name: /^Jump to the latest/ });
/** How many pixels are below what is seen. */
export const restOf = (person: Person): Promise<number> =>
  log(person).evaluate((element) => Math.round(element.scrollHeight - element.scrollTop - element.clientHeight));
export const inView = (person: Person, text: string): Promise<boolean> =>
  message(person, text).evaluate((element) => {
    const [row, view] = [element.getBoundingClientRect(), element.closest('[role=log]')?.getBoundingClientRect()];
    return view !== undefined && row.top >= view.top - 1 && row.bottom <= view.bottom + 1;
  });

/** Ann, who looks elsewhere, and somebody who has said this much to her. */
export async function wroteTo(
  browser: Browser,
  count: number,
  device: Device = 'desktop',
): Promise<[Person, Correspondent]> {
  const ann = await join(browser, 'Ann', { device });
  const ben = await correspondWith(ann);
  await lookAway(ann);
  await fill(ben, count - 1);
  await ben.say(LAST);
  await lineOf(ann, LAST).waitFor();
  return [ann, ben];
}

export async function open({ page }: Person, { chatId }: Correspondent, query = ''): Promise<void> {
  await page.goto(`/chats/${chatId}${query}`);
}

/** With everything read. */
export async function openAtEnd(ann: Person, ben: Correspondent): Promise<void> {
  await open(ann, ben);
  await log(ann).getByRole('article').first().waitFor();
  await ann.page.getByRole('textbox', { name: /^Message / }).press('Escape');
  await message(ann, LAST).waitFor();
  await expect.poll(() => restOf(ann)).toBeLessThan(2);
  await expect.poll(() => ann.page.title()).not.toMatch(/^\(/);
}

export async function scrollUpTo(person: Person, found: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < 60 && !(await found()); step += 1) {
    await log(person).evaluate((element) => element.scrollBy(0, -600));
    await person.page.waitForTimeout(60);
  }
  expect(await found()).toBe(true);
}

/** Looks at a row in the middle of the screen in every frame, and tells by how many pixels such a row moved upwards. */
export async function watchRows(page: Page): Promise<() => Promise<{ frames: number; upwards: number[] }>> {
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
