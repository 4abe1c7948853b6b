import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Device } from './browser.ts';
import { type Correspondent, correspondent, fill } from './correspondent.ts';
import { enrol, look } from './pair.ts';
import { lineOf, message, type Person } from './person.ts';
import { acceptNewest, register, startPrivateChat } from './robot.ts';

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
  const [account, other] = await Promise.all([enrol('Ann'), register('ben')]);
  const chatId = await startPrivateChat(account.token, other.username);
  await acceptNewest(other.token);
  const ann = await look(browser, account, { device });
  const ben = correspondent(other.username, other.token, chatId);
  await lineOf(ann, ben.username).waitFor();
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

/** Looks at every row on the screen in every frame, and tells by how many pixels one moved upwards. */
export async function watchRows(page: Page): Promise<() => Promise<{ frames: number; upwards: number[] }>> {
  const handle = await page.evaluateHandle(() => {
    const seen = { frames: 0, upwards: new Array<number>() };
    let on = true;
    let before = new Map<Element, number>();
    const look = () => {
      const tops = [...document.querySelectorAll('[role=log] article')].map(
        (row) => [row, row.getBoundingClientRect().top] as const,
      );
      const now = new Map(tops.filter(([, top]) => top > 0 && top < innerHeight));
      const moved = Math.min(...[...now].map(([row, top]) => top - (before.get(row) ?? -Infinity)));
      if (moved < -1.5) seen.upwards.push(Math.round(moved));
      before = now;
      seen.frames += 1;
      if (on) requestAnimationFrame(next);
    };
    // What an observer of sizes sees is what is painted: it is told after all others, a list's own measuring included.
    const next = () => {
      const observer = new ResizeObserver(() => {
        observer.disconnect();
        look();
      });
      observer.observe(document.documentElement);
    };
    requestAnimationFrame(next);
    return { stop: () => ((on = false), seen) };
  });
  return () => handle.evaluate(({ stop }) => stop());
}
