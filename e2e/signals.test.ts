import type { Locator } from 'playwright-core';
import { describe, it } from 'vitest';
import { type Device, useBrowser } from './browser.ts';
import { pair } from './pair.ts';
import { join, lineOf, lookAway, makeGroup, message, openAccount, openInbox, startChat, write } from './person.ts';
import type { Person } from './person.ts';

const browser = useBrowser();

/** Long enough to say more than once that one types: a single word of it may be lost. */
const SLOWLY = { delay: 200 };

const tick = (person: Person, text: string, state: string) =>
  message(person, text).getByRole('img', { name: state, exact: true });
/** The line under the name, over the conversation. */
const header = ({ page }: Person) => page.locator('header').filter({ has: page.getByRole('heading', { level: 1 }) });

/** Writes letter by letter until the others see it, which they have to by the end of the words. */
async function typeUntil(box: Locator, words: string, ...signs: Locator[]): Promise<void> {
  for (const letter of words) {
    await box.pressSequentially(letter, SLOWLY);
    const seen = await Promise.all(signs.map((sign) => sign.isVisible()));
    if (seen.every(Boolean)) return;
  }
  await Promise.all(signs.map((sign) => sign.waitFor()));
}

describe.each<Device>(['desktop', 'phone'])('on a %s', (device) => {
  it('shows how far a message has come: sent, delivered, read', async () => {
    const [ann, ben] = await pair(browser(), { device });
    await lookAway(ben);
    await write(ann, 'Morning!');
    await tick(ann, 'Morning!', 'Delivered').waitFor();
    await lineOf(ben, 'Ann').click();
    await tick(ann, 'Morning!', 'Read').waitFor();
    // Who is away gets it later.
    await ben.page.context().setOffline(true);
    await ben.page.goto('about:blank').catch(() => {});
    await write(ann, 'Are you on the train?');
    await tick(ann, 'Are you on the train?', 'Sent').waitFor();
    await ben.page.context().setOffline(false);
    await ben.page.goto('/');
    await tick(ann, 'Are you on the train?', 'Delivered').waitFor();
    await lookAway(ann);
    await lineOf(ann, 'Ben').getByRole('img', { name: 'Delivered' }).waitFor();
  });

  it('shows who types, and stops with the message', async () => {
    const [ann, ben] = await pair(browser(), { device });
    const typing = header(ann).getByText('typing…');
    const box = ben.page.getByRole('textbox', { name: /^Message / });
    await typeUntil(box, 'Hello from the train', typing);
    await box.fill('Hello from the train');
    await ben.page.getByRole('button', { name: 'Send' }).click();
    await message(ann, 'Hello from').waitFor();
    await typing.waitFor({ state: 'hidden' });
    await typeUntil(box, 'Wait for me at the bridge', typing);
    await box.fill('');
    await typing.waitFor({ state: 'hidden' });
  });
});

it('shows who is online, when they were last, and nothing once they hide', async () => {
  // One after the other: each has a line before they know each other.
  const ann = await join(browser(), 'Ann');
  const ben = await join(browser(), 'Ben');
  await startChat(ann, ben);
  await openInbox(ben, 1);
  await ben.page.getByRole('button', { name: 'Accept' }).click();
  await ben.page.getByRole('heading', { name: 'Ann', level: 1 }).waitFor();
  await header(ann).getByText('online', { exact: true }).waitFor();
  await lineOf(ann, 'Ben').getByText('online').waitFor({ state: 'attached' });
  await ben.page.goto('about:blank');
  await header(ann)
    .getByText(/^last seen \d/)
    .waitFor();

  await ben.page.goto('/');
  await header(ann).getByText('online', { exact: true }).waitFor();
  await openAccount(ben);
  await ben.page.getByRole('radio', { name: 'Nobody' }).check();
  await header(ann).getByText(`@${ben.username}`).waitFor();
  await lineOf(ben, 'Ann').click();
  await header(ben).getByText(`@${ann.username}`).waitFor();
  await openAccount(ben);
  await ben.page.getByRole('radio', { name: 'People in your chats' }).check();
  await header(ann).getByText('online', { exact: true }).waitFor();
});

it('names who types in a group, and says how many are online', async () => {
  const [ann, ben] = await Promise.all([join(browser(), 'Ann'), join(browser(), 'Ben')]);
  await makeGroup(ann, 'Sunday hikers', [ben.username]);
  await ann.page.getByRole('heading', { name: 'Sunday hikers', level: 1 }).waitFor();
  await openInbox(ben, 1);
  await ben.page.getByRole('button', { name: 'Join' }).click();
  await ben.page.getByRole('heading', { name: 'Sunday hikers', level: 1 }).waitFor();
  await header(ann).getByText('1 online').waitFor();
  const box = ben.page.getByRole('textbox', { name: /^Message / });
  const said = 'Ben is typing…';
  await typeUntil(
    box,
    'Apples for everybody',
    header(ann).getByText(said),
    lineOf(ann, 'Sunday hikers').getByText(said),
  );
  await write(ann, 'Apples?');
  await tick(ann, 'Apples?', 'Read').waitFor();
});
