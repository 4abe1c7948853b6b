import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type Axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** In the page, once its source was evaluated there. */
declare const axe: typeof Axe;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Rows of a list are drawn before they have their place. */
const SETTLING_MS = 1_000;

/** The page, once it stands, has nothing in anybody's way. `screen` names it for whoever reads the failure. */
export async function expectNoObstacle(page: Page, screen: string): Promise<void> {
  let obstacles = await obstaclesOf(page);
  if (obstacles.length > 0) {
    await page.waitForTimeout(SETTLING_MS);
    obstacles = await obstaclesOf(page);
  }
  expect.soft(obstacles, screen).toEqual([]);
}

async function obstaclesOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((levels) => axe.run(document, { runOnly: levels }), LEVELS);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
