import { expect, it } from 'vitest';
import { openWindow, useBrowser } from './browser.ts';
import { join, joinIn, logIn, logOut, PASSWORD } from './person.ts';

const browser = useBrowser();

it('says beside the field what is wrong with it', async () => {
  const ann = await join(browser(), 'Ann');
  const page = await openWindow(browser(), 'desktop');
  await page.goto('/');
  await page.getByRole('link', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Join this server' }).waitFor();
  await page.getByRole('textbox', { name: 'Username' }).fill(ann.username);
  await page.getByRole('textbox', { name: 'Display name' }).fill('Somebody');
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('This username is taken. Try another one.').waitFor();
  expect(await page.getByRole('textbox', { name: 'Username' }).getAttribute('aria-invalid')).toBe('true');
});

it('tells the same of a wrong password and of a name that nobody has', async () => {
  const ann = await join(browser(), 'Ann');
  const page = await openWindow(browser(), 'phone');
  await page.goto('/login');
  for (const username of [ann.username, 'nobody_of_that_name']) {
    await page.getByRole('textbox', { name: 'Username' }).fill(username);
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('Username and password do not match.').waitFor();
    await page.reload();
  }
});

it('opens for a guest the door that the address names', async () => {
  const page = await openWindow(browser(), 'desktop');
  await page.goto('/register');
  await page.getByRole('heading', { name: 'Join this server' }).waitFor();
  await page.goto('/login');
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
});

it('leads to where one wanted to go once one is signed in', async () => {
  const ann = await join(browser(), 'Ann');
  await logOut(ann);
  await ann.page.goto('/invitations/sent');
  await ann.page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await logIn(ann);
  await ann.page.getByText('Nothing waiting').waitFor();
});

it.each([
  ['phone', '/login'],
  ['phone', '/register'],
  ['desktop', '/login'],
] as const)('has its mark in place on a %s at %s before the app is there', async (device, path) => {
  const page = await openWindow(browser(), device, { serviceWorkers: 'block' });
  const scripts = Promise.withResolvers<void>();
  await page.route('**/assets/*.js', async (route) => {
    await scripts.promise;
    return route.continue();
  });
  await page.goto(path, { waitUntil: 'commit' });
  const early = await page.locator('#first svg').boundingBox();
  scripts.resolve();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const mark = page.locator('svg[viewBox="0 0 64 64"]').filter({ visible: true }).first();
  const then = await mark.boundingBox();
  expect(early?.width).toBe(then?.width);
  expect(Math.abs((early?.x ?? NaN) - (then?.x ?? 0))).toBeLessThan(1);
  expect(Math.abs((early?.y ?? NaN) - (then?.y ?? 0))).toBeLessThan(1);
});

it('stands there before the server has said who is there, and keeps what is typed at it when the server is away', async () => {
  const page = await openWindow(browser(), 'phone', { serviceWorkers: 'block' });
  let asked = 0;
  await page.route('**/graphql', (route) => {
    asked += 1;
    return route.abort();
  });
  await page.goto('/');
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await page.getByRole('textbox', { name: 'Username' }).fill('annabel');
  await expect.poll(() => asked).toBeGreaterThan(1);
  expect(await page.getByRole('textbox', { name: 'Username' }).inputValue()).toBe('annabel');
});

it('is left by whoever has a session and a browser that has forgotten them', async () => {
  const page = await openWindow(browser(), 'phone', { serviceWorkers: 'block' });
  await joinIn(page, 'Annabel');
  await page.goto('/healthz');
  await page.evaluate(async () => {
    localStorage.clear();
    for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
  });
  await page.goto('/invitations');
  await page.getByRole('heading', { name: 'Invitations' }).first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/invitations');
});
