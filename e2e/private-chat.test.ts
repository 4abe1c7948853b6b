import { describe, expect, it } from 'vitest';
import { type Device, openWindow, useBrowser } from './browser.ts';
import { join, lineOf, list, logIn, logOut, lookAway, message, openInbox, startChat, write } from './person.ts';

const browser = useBrowser();

describe.each<Device>(['desktop', 'phone'])('on a %s', (device) => {
  it('lets two people meet, chat live, see what is unread, and leave', async () => {
    const ann = await join(browser(), 'Ann', { device });
    const ben = await join(browser(), 'Ben', { device });

    await startChat(ann, ben);
    await ann.page.getByText('Ben has not accepted yet').waitFor();
    // A click would wait for as long as something lies over it.
    await ann.page.getByText('Say hello.').click({ trial: true });
    await ann.page.reload();
    await ann.page.getByText('Say hello.').click({ trial: true });
    await write(ann, 'Are you there?');
    await message(ann, 'Are you there?').getByRole('img', { name: 'Sent' }).waitFor();

    await openInbox(ben, 1);
    await ben.page.getByRole('article', { name: 'Ann' }).getByText('wants to chat with you').waitFor();
    await ben.page.getByRole('button', { name: 'Accept' }).click();
    await message(ben, 'Are you there?').waitFor();
    await ann.page.getByRole('log').getByText('Ben accepted the invitation').waitFor();
    await ann.page.getByText('Ben has not accepted yet').waitFor({ state: 'hidden' });

    await write(ben, 'Here I am');
    await message(ann, 'Here I am').waitFor();
    await write(ann, 'Good to see you');
    await message(ben, 'Good to see you').waitFor();

    await lookAway(ben);
    await write(ann, 'One more thing');
    await lineOf(ben, 'Ann').filter({ hasText: '1 unread message' }).waitFor();
    await write(ann, 'And another');
    await lineOf(ben, 'And another').filter({ hasText: '2 unread messages' }).waitFor();
    await expect.poll(() => ben.page.title()).toMatch(/^\(2\) /);
    await lineOf(ben, 'Ann').click();
    await message(ben, 'And another').waitFor();
    await expect.poll(() => ben.page.title()).not.toMatch(/^\(/);

    await lookAway(ben);
    await expect.poll(() => lineOf(ben, 'Ann').textContent()).not.toContain('unread');
    await logOut(ben);
    await ben.page.goBack();
    await ben.page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await logIn(ben);
    await lineOf(ben, 'Ann').waitFor();
  });

  it('keeps the same chat over a reload, with every message once and in order', async () => {
    const ann = await join(browser(), 'Ann', { device });
    const ben = await join(browser(), 'Ben', { device });
    await startChat(ann, ben);
    const words = Array.from({ length: 30 }, (_, index) => `Number ${index + 1}.`);
    for (const text of words) await write(ann, text);
    await message(ann, 'Number 30.').getByRole('img', { name: 'Sent' }).waitFor();
    await ann.page.reload();
    await message(ann, 'Number 30.').waitFor();
    const shown = await ann.page.getByRole('log').getByRole('article').allTextContents();
    const numbers = shown.map((text) => Number(/Number (\d+)\./.exec(text)?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    expect(numbers.at(-1)).toBe(30);
  });
});

it('shows two windows of the same person the same', async () => {
  const ann = await join(browser(), 'Ann');
  const ben = await join(browser(), 'Ben');
  const page = await openWindow(browser(), 'phone');
  const annOnPhone = { ...ann, device: 'phone' as const, page };
  await page.goto('/');
  await logIn(annOnPhone);
  await list(annOnPhone).waitFor();
  await startChat(ann, ben);
  await write(ann, 'Written on the desktop');
  await lineOf(annOnPhone, 'Written on the desktop').click();
  await write(annOnPhone, 'Written on the phone');
  await message(ann, 'Written on the phone').waitFor();
});
