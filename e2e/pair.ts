import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { type Device, openWindow } from './browser.ts';
import type { Person } from './person.ts';
import { acceptNewest, register, startPrivateChat } from './robot.ts';

const A_DAY_S = 86_400;

/** Somebody whose account was made without a window. */
export interface Account {
  readonly name: string;
  readonly username: string;
  readonly token: string;
}

interface Setting {
  device?: Device;
  /** When it is another one. */
  bensDevice?: Device;
  /** Where the product is, when it is not the one that all files share. */
  origin?: string;
}

/** Ann and Ben, who have agreed to talk. Each looks at their chat, in which nothing was said yet. */
export async function pair(
  browser: Browser,
  { device = 'desktop', bensDevice = device, origin = inject('origin') }: Setting = {},
): Promise<[Person, Person]> {
  const [ann, ben] = await Promise.all([enrol('Ann', origin), enrol('Ben', origin)]);
  await startPrivateChat(ann.token, ben.username, origin);
  const at = `${origin}/chats/${await acceptNewest(ben.token, origin)}`;
  const both = await Promise.all([look(browser, ann, { device, at }), look(browser, ben, { device: bensDevice, at })]);
  for (const { page } of both) await page.getByRole('textbox', { name: /^Message / }).waitFor();
  return both;
}

export async function enrol(displayName: string, origin = inject('origin')): Promise<Account> {
  const { username, token } = await register(displayName.toLowerCase(), { displayName, origin });
  return { name: displayName, username, token };
}

interface Sight {
  device?: Device;
  /** An address of the app. */
  at?: string;
}

/** By somebody who was let in before, in a window of their own. */
export async function look(
  browser: Browser,
  account: Account,
  { device = 'desktop', at = inject('origin') }: Sight = {},
): Promise<Person> {
  const page = await openWindow(browser, device, { baseURL: new URL(at).origin });
  return lookIn(page, account, { device, at });
}

/** The same in a window that is open already, of a browser in which nobody was. */
export async function lookIn(
  page: Page,
  { name, username, token }: Account,
  { device = 'desktop', at = inject('origin') }: Sight = {},
): Promise<Person> {
  // As the server's own does it outlives the browser.
  const expires = Math.floor(Date.now() / 1_000) + A_DAY_S;
  const { origin } = new URL(at);
  await page.context().addCookies([{ name: 'ruggine', value: token, url: origin, httpOnly: true, expires }]);
  await page.goto(at);
  await page.getByRole('main').waitFor();
  return { name, username, device, page };
}
