import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type Axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** In the page, once its source was evaluated there. */
declare const axe: typeof Axe;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The page, once it stands, has nothing in anybody's way. `screen` names it for whoever reads the failure. */
export async function expectNoObstacle(page: Page, screen: string): Promise<void> {
  await page.waitForFunction(allHaveTheirPlace);
  await page.waitForFunction(nothingChangesOver);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (levels) => axe.run(document, { runOnly: levels, resultTypes: ['violations'] }),
    LEVELS,
  );
  const obstacles = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect.soft(obstacles, screen).toEqual([]);
}

/** A colour that is on its way to another may be too weak for a moment. What moves for ever has no end to wait for. */
function nothingChangesOver(): boolean {
  return document
    .getAnimations()
    .every(({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().endTime === Infinity);
}

/** Rows of a long list are drawn unseen, measured, and then shown. A list that is itself hidden has none to wait for. */
function allHaveTheirPlace(): boolean {
  const rows = [...document.querySelectorAll('li[aria-posinset], [role=log] article')];
  return rows.every((row) => !row.checkVisibility() || getComputedStyle(row).visibility === 'visible');
}
