import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoObstacle } from './axe.ts';
import { openWindow, useBrowser } from './browser.ts';

const WEB = fileURLToPath(new URL('../web', import.meta.url));

const browser = useBrowser();
let vite: ChildProcess | undefined;
let address = '';

/** The page is there only while developing, so this is the developers' server. */
beforeAll(async () => {
  const server = spawn(process.execPath, ['node_modules/vite/bin/vite.js', '--port', '0'], {
    cwd: WEB,
    env: { ...process.env, NO_COLOR: '1', NODE_ENV: 'development' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  vite = server;
  for await (const line of createInterface(server.stdout)) {
    address = /Local:\s+(\S+)\//.exec(line)?.[1] ?? '';
    if (address !== '') break;
  }
});

afterAll(async () => {
  if (vite === undefined || vite.exitCode !== null) return;
  const ended = once(vite, 'exit');
  vite.kill();
  await ended;
});

async function openComponents(query = ''): Promise<Page> {
  const page = await openWindow(browser(), 'desktop', { reducedMotion: 'reduce' });
  await page.goto(`${address}/ui${query}`);
  await page.getByRole('heading', { name: 'every component' }).waitFor();
  return page;
}

it.each(['', '?contrast', '?large', '?lang=ar-XB'])('puts no obstacle in anybody’s way: /ui%s', async (query) => {
  const page = await openComponents(query);
  await expectNoObstacle(page, `/ui${query}`);
});

it('opens a menu by keyboard, moves through it, and gives the focus back', async () => {
  const page = await openComponents();
  const more = page.getByRole('button', { name: 'More' }).first();
  await more.press('Enter');
  await page.getByRole('menuitem', { name: 'Reply' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('menuitem', { name: 'Copy text' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await more.and(page.locator(':focus')).waitFor();
});

it('opens the same menu where one presses the right button', async () => {
  const page = await openComponents();
  await page.getByText('Press me long or right').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Message is back').first().waitFor();
  await page.getByText('Message deleted').waitFor({ state: 'detached' });
});

it('reads a toast out once', async () => {
  const page = await openComponents();
  await page.getByRole('button', { name: 'Copy', exact: true }).first().click();
  await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
  expect(await page.getByRole('status').filter({ hasText: 'Copied' }).count()).toBe(1);
});

it('names an icon button when the pointer rests on it, until Escape', async () => {
  const page = await openComponents();
  await page.getByRole('button', { name: 'Reply in the chat' }).first().hover();
  await page.getByRole('tooltip').waitFor({ state: 'attached' });
  await page.keyboard.press('Escape');
  await page.getByRole('tooltip').waitFor({ state: 'detached' });
});

it('moves between tabs by arrow keys', async () => {
  const page = await openComponents();
  await page.getByRole('tab', { name: 'Received' }).first().press('ArrowRight');
  await page.getByRole('tabpanel').getByText('They join only if they say yes.').first().waitFor();
});
