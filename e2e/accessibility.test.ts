import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type Axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { type Device, openWindow, useBrowser } from './browser.ts';
import { join, list, makeGroup, openInbox, type Person, startChat, write } from './person.ts';

/** In the page, once its source was evaluated there. */
declare const axe: typeof Axe;

const browser = useBrowser();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

describe.each<Device>(['desktop', 'phone'])('on a %s', (device) => {
  it.each(['light', 'dark'] as const)('has no serious obstacle on any screen, in %s', async (colorScheme) => {
    const options = { colorScheme, reducedMotion: 'reduce' as const };
    const guest = await openWindow(browser(), device, options);
    await guest.goto('/');
    await inspect(guest, 'log in', guest.getByRole('heading', { name: 'Welcome back' }));
    await guest.getByRole('link', { name: 'Create account' }).click();
    await inspect(guest, 'register', guest.getByRole('heading', { name: 'Join this server' }));

    const ann = await join(browser(), 'Ann', { device, options });
    const ben = await join(browser(), 'Ben', { device, options });
    await inspect(ann.page, 'no chats', list(ann));
    await startChat(ann, ben);
    await write(ann, 'See https://example.org for the way.');
    await inspect(ann.page, 'chat', ann.page.getByRole('log').getByRole('link'));
    await openInbox(ben, 1);
    await inspect(ben.page, 'inbox', ben.page.getByRole('button', { name: 'Accept' }));
    await inspectAt(ann, '/', 'list', 'Chats');
    await inspectAt(ann, '/new', 'new chat', 'New chat');
    await inspectAt(ann, '/new/group', 'new group', 'New group');
    await inspectAt(ann, '/invitations/sent', 'sent', 'Invitations');
    await inspectAt(ann, '/account', 'account', 'Account');
    await inspectAt(ann, '/nowhere', 'not found', 'There is nothing here');

    await makeGroup(ann, 'Sunday hike', [ben.username]);
    await inspect(ann.page, 'group', ann.page.getByRole('log').getByText('You created the group'));
    const group = new URL(ann.page.url()).pathname;
    await inspectAt(ann, `${group}/invite`, 'invite', 'Invite');
    await inspectAt(ann, `${group}/details`, 'details', 'Members');
    await ann.page.getByRole('button', { name: 'Leave group' }).click();
    await inspect(ann.page, 'leave', ann.page.getByRole('dialog'));
  });
});

async function inspectAt({ page }: Person, path: string, screen: string, heading: string): Promise<void> {
  await page.goto(path);
  await inspect(
    page,
    screen,
    page
      .getByRole('heading', { name: heading })
      .or(page.getByRole('navigation', { name: heading }))
      .first(),
  );
}

async function inspect(page: Page, screen: string, landmark: Locator): Promise<void> {
  await landmark.waitFor();
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((levels) => axe.run(document, { runOnly: levels }), LEVELS);
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  expect.soft(serious, screen).toEqual([]);
}
