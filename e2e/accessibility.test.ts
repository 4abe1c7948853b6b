import type { Locator, Page } from 'playwright-core';
import { describe, it } from 'vitest';
import { expectNoObstacle } from './axe.ts';
import { type Device, openWindow, useBrowser } from './browser.ts';
import { join, list, makeGroup, openInbox, type Person, startChat, write } from './person.ts';

const browser = useBrowser();

describe.each<Device>(['desktop', 'phone'])('on a %s', (device) => {
  it('has no obstacle on any screen, in light and in dark', async () => {
    const options = { reducedMotion: 'reduce' as const };
    const guest = await openWindow(browser(), device, options);
    await guest.goto('/');
    await inspect(guest, 'log in', guest.getByRole('heading', { name: 'Welcome back' }));
    await guest.getByRole('link', { name: 'Create account' }).click();
    await inspect(guest, 'register', guest.getByRole('heading', { name: 'Join this server' }));

    const [ann, ben] = await Promise.all([
      join(browser(), 'Ann', { device, options }),
      join(browser(), 'Ben', { device, options }),
    ]);
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
    await inspectAt(ann, '/account/storage', 'storage', 'Storage');
    await inspectAt(ann, '/account/notifications', 'notifications', 'Notifications');
    await inspectAt(ann, '/share?text=Look', 'share', 'Share');
    await inspectAt(ann, '/share', 'nothing to share', 'Nothing');
    await inspectAt(ann, '/nowhere', 'not found', 'There is nothing here');

    await ann.page.keyboard.press('Control+k');
    await inspect(ann.page, 'switcher', ann.page.getByRole('combobox'));
    await ann.page.keyboard.press('Escape');
    await ann.page.keyboard.press('Control+/');
    await inspect(ann.page, 'shortcuts', ann.page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
    await ann.page.keyboard.press('Escape');
    await ann.page.goto(device === 'phone' ? '/search?q=example' : '/');
    if (device === 'desktop') await ann.page.getByRole('searchbox').fill('example');
    await inspect(
      ann.page,
      'search',
      ann.page.getByRole('region', { name: 'Search results' }).getByRole('link').first(),
    );

    await ann.page.goto('/');
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
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(isPaintedIn, colorScheme);
    await expectNoObstacle(page, `${screen}, ${colorScheme}`);
  }
}

/** In the page: letters are bright where everything else is dark. */
function isPaintedIn(colorScheme: 'light' | 'dark'): boolean {
  const brush = document.createElement('canvas').getContext('2d');
  if (!brush) throw new Error('There is nothing to look at colours on.');
  brush.fillStyle = getComputedStyle(document.body).color;
  brush.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = brush.getImageData(0, 0, 1, 1).data;
  return red + green + blue > 1.5 * 255 === (colorScheme === 'dark');
}
