import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { v7 as uuid } from 'uuid';
import { type Device, openWindow } from './browser.ts';

/** Somebody in front of a window. What they do and see goes by what the screen calls it, as it would for a screen reader. */
export interface Person {
  readonly name: string;
  readonly username: string;
  readonly device: Device;
  readonly page: Page;
}

export const PASSWORD = 'a sentence for a password';

interface Setting {
  device?: Device;
  options?: BrowserContextOptions;
}

/** Comes to the front page for the first time and makes an account. */
export async function join(
  browser: Browser,
  name: string,
  { device = 'desktop', options = {} }: Setting = {},
): Promise<Person> {
  return joinIn(await openWindow(browser, device, options), name, device);
}

/** The same in a window that is open already. */
export async function joinIn(page: Page, name: string, device: Device = 'desktop'): Promise<Person> {
  const username = `${name.toLowerCase()}_${uuid().slice(-8)}`;
  await page.goto('/');
  await page.getByRole('link', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Join this server' }).waitFor();
  await page.getByRole('textbox', { name: 'Username' }).fill(username);
  await page.getByRole('textbox', { name: 'Display name' }).fill(name);
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('No chats yet').waitFor();
  return { name, username, device, page };
}

export async function logIn({ page, username }: Person): Promise<void> {
  await page.getByRole('textbox', { name: 'Username' }).fill(username);
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** @param losing what they are told they will lose, when there is something */
export async function logOut(person: Person, losing?: string): Promise<void> {
  await openAccount(person);
  await person.page.getByRole('button', { name: 'Log out' }).click();
  if (losing !== undefined) {
    const dialog = person.page.getByRole('dialog', { name: 'Log out and lose this?' });
    await dialog.getByText(losing).waitFor();
    await dialog.getByRole('button', { name: 'Log out' }).click();
  }
  await person.page.getByRole('heading', { name: 'Welcome back' }).waitFor();
}

/** Looks away from the chat: on a phone back to the list, on a desktop to another page beside it. */
export async function lookAway(person: Person): Promise<void> {
  if (person.device === 'desktop') return openAccount(person);
  await person.page.getByRole('button', { name: 'Back' }).click();
  await list(person).waitFor();
}

export async function openAccount({ page, name }: Person): Promise<void> {
  await page.getByRole('link', { name: `Account of ${name}` }).click();
  await page.getByRole('heading', { name: 'Account', exact: true }).waitFor();
}

export async function startChat({ page }: Person, other: Person): Promise<void> {
  await page.getByRole('link', { name: 'New chat' }).first().click();
  await page.getByRole('textbox', { name: 'Username' }).fill(other.username);
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByRole('heading', { name: other.name, level: 1 }).waitFor();
}

export async function makeGroup({ page }: Person, title: string, usernames: string[]): Promise<void> {
  await page.goto('/new/group');
  await page.getByRole('textbox', { name: 'Group name' }).fill(title);
  const people = page.getByRole('textbox', { name: 'People to invite' });
  for (const username of usernames) {
    await people.fill(username);
    await people.press('Enter');
  }
  await page.getByRole('button', { name: 'Create group' }).click();
}

/** Waits for the count to come by itself, then opens the inbox. */
export async function openInbox({ page }: Person, waiting: number): Promise<void> {
  const words = waiting === 1 ? '1 invitation waiting' : `${waiting} invitations waiting`;
  await page.getByRole('link', { name: `Invitations, ${words}` }).click();
  await page.getByRole('heading', { name: 'Invitations', level: 1 }).waitFor();
}

export function list({ page }: Person): Locator {
  return page.getByRole('navigation', { name: 'Chats' });
}

/** The chat's line in the list: its title, the newest message, and how many are unread. */
export function lineOf(person: Person, title: string): Locator {
  return list(person).getByRole('link').filter({ hasText: title });
}

export async function write({ page }: Person, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: /^Message / });
  await box.fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** A message as it stands in the open chat. */
export function message({ page }: Person, text: string): Locator {
  return page.getByRole('log').getByRole('article').filter({ hasText: text });
}
