import type { Browser, BrowserContextOptions } from 'playwright-core';
import { v7 as uuid } from 'uuid';
import { type Device, openWindow } from './browser.ts';
import { list, logIn, type Person } from './person.ts';
import { ask, register } from './robot.ts';

/** Somebody who has been here for a while: in groups of these titles, the last one newest. */
export interface Resident extends Person {
  readonly token: string;
  /** By title. */
  readonly chatIds: ReadonlyMap<string, string>;
}

interface Setting {
  groups: readonly string[];
  device?: Device;
  options?: BrowserContextOptions;
  /** Where they begin, by the chats they have. */
  at?: (chatIds: ReadonlyMap<string, string>) => string;
}

export async function settle(
  browser: Browser,
  name: string,
  { groups, device = 'desktop', options = {}, at = () => '/' }: Setting,
): Promise<Resident> {
  // Without a display name they go by their username.
  const { username, token } = await register(name.toLowerCase());
  const chatIds = new Map<string, string>();
  for (const title of groups) chatIds.set(title, await makeGroup(token, title));
  const page = await openWindow(browser, device, options);
  const resident = { name: username, username, device, page, token, chatIds };
  await page.goto(at(chatIds));
  await logIn(resident);
  await page.getByRole('main').waitFor();
  if (at(chatIds) === '/') await list(resident).getByRole('link').or(page.getByText('No chats yet')).first().waitFor();
  return resident;
}

export async function makeGroup(token: string, title: string, usernames: readonly string[] = []): Promise<string> {
  const { createGroup } = await ask<{ createGroup: { chat: { id: string } } }>(
    token,
    `mutation Make($title: String!, $usernames: [String!]!) {
      createGroup(input: { title: $title, usernames: $usernames }) { ... on CreateGroupSuccess { chat { id } } }
    }`,
    { title, usernames },
  );
  return createGroup.chat.id;
}

/** A message by another device of theirs, or by whoever the token belongs to. */
export async function say(token: string, chatId: string, text: string): Promise<void> {
  await ask(
    token,
    `mutation Say($id: UUID!, $chatId: ID!, $text: String!) {
      sendMessage(input: { id: $id, chatId: $chatId, text: $text }) { __typename }
    }`,
    { id: uuid(), chatId, text },
  );
}
