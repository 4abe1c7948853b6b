import { describe, expect, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { correspondWith } from './correspondent.ts';
import { join, message } from './person.ts';
import { jump, openAtEnd, restOf, wroteTo } from './reader.ts';

const browser = useBrowser();

describe('by keyboard', () => {
  it('walks the messages, opens the menu of one, picks some and copies them', async () => {
    const ann = await join(browser(), 'Ann', { options: { permissions: ['clipboard-read', 'clipboard-write'] } });
    const ben = await correspondWith(ann);
    await ben.say('First words', 'Second words', 'Third words');
    await message(ann, 'Third words').waitFor();
    const clipboard = () => ann.page.evaluate(() => navigator.clipboard.readText());
    const focused = () => ann.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

    await ann.page.getByRole('textbox', { name: /^Message / }).focus();
    await ann.page.keyboard.press('Shift+Tab');
    await expect.poll(focused).toMatch(/Third words/);
    await ann.page.keyboard.press('ArrowUp');
    await expect.poll(focused).toMatch(new RegExp(`^${ben.username}, \\d\\d:\\d\\d, Second words`));
    await ann.page.keyboard.press('Enter');
    await ann.page.getByRole('menu').waitFor();
    await ann.page.keyboard.press('Enter');
    await expect.poll(clipboard).toBe('Second words');
    await expect.poll(focused).toMatch(/Second words/);

    await ann.page.keyboard.press('Space');
    await ann.page.getByRole('toolbar', { name: '1 selected' }).waitFor();
    await ann.page.keyboard.press('ArrowUp');
    await expect.poll(focused).toMatch(/First words/);
    await ann.page.keyboard.press('Space');
    await ann.page.getByRole('toolbar', { name: '2 selected' }).waitFor();
    await ann.page.getByRole('button', { name: 'Copy', exact: true }).click();
    const stamp = String.raw`\d{1,2} \w{3} \d{4}, \d\d:\d\d`;
    await expect
      .poll(clipboard)
      .toMatch(new RegExp(`^${ben.username}, ${stamp}\nFirst words\n\n${ben.username}, ${stamp}\nSecond words$`));

    await message(ann, 'First words').click({ modifiers: ['Control'] });
    await ann.page.getByRole('toolbar').waitFor();
    await message(ann, 'First words').focus();
    await ann.page.keyboard.press('Escape');
    await ann.page.getByRole('toolbar').waitFor({ state: 'hidden' });
  });

  it('copies clean text of what the mouse was dragged over', async () => {
    const ann = await join(browser(), 'Ann', { options: { permissions: ['clipboard-read', 'clipboard-write'] } });
    const ben = await correspondWith(ann);
    await ben.say('One fine day', 'Two fine days', 'Three fine days');
    await message(ann, 'Three fine days').waitFor();
    const words = (text: string) => message(ann, text).locator('[data-words]');
    const [from, to] = await Promise.all([words('One fine day').boundingBox(), words('Three fine').boundingBox()]);
    if (!from || !to) throw new Error('The messages are not on the screen.');
    await ann.page.mouse.move(from.x + 1, from.y + from.height / 2);
    await ann.page.mouse.down();
    await ann.page.mouse.move(to.x + to.width + 4, to.y + to.height / 2, { steps: 8 });
    await ann.page.mouse.up();
    await ann.page.keyboard.press('Control+c');
    const copied = await ann.page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n').filter((line) => !line.startsWith(ben.username))).toEqual([
      'One fine day',
      '',
      'Two fine days',
      '',
      'Three fine days',
    ]);
    expect(copied.match(/\d\d:\d\d/g)).toHaveLength(3);
  });

  it('turns pages from where one writes', async () => {
    const [ann, ben] = await wroteTo(browser(), 80);
    await openAtEnd(ann, ben);
    const box = ann.page.getByRole('textbox', { name: /^Message / });
    await box.press('PageUp');
    await expect.poll(() => restOf(ann)).toBeGreaterThan(300);
    await box.press('PageDown');
    // Rows may have turned out a little higher than they were thought to be.
    await expect.poll(() => restOf(ann)).toBeLessThan(48);
    await box.press('PageUp');
    await box.press('PageUp');
    await jump(ann).waitFor();
    await box.press('Escape');
    await expect.poll(() => restOf(ann)).toBeLessThan(2);
  });
});

it('opens the menu of a message by a long press', async () => {
  const ann = await join(browser(), 'Ann', { device: 'phone' });
  const ben = await correspondWith(ann);
  await ben.say('Press me');
  const box = await message(ann, 'Press me').locator('.bubble').boundingBox();
  if (!box) throw new Error('The message is not on the screen.');
  const client = await ann.page.context().newCDPSession(ann.page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  await ann.page.getByRole('menu').waitFor();
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await ann.page.getByRole('menuitem', { name: 'Select' }).tap();
  await ann.page.getByRole('toolbar', { name: '1 selected' }).waitFor();
});
