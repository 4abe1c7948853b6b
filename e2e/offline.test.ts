import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as inFolder } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openProfile, useBrowser } from './browser.ts';
import { enrol, look, lookIn, pair } from './pair.ts';
import { joinIn, lineOf, list, logOut, message, type Person, write } from './person.ts';
import { startProduct } from './product.ts';
import { makeGroup } from './resident.ts';
import { residueOf } from './residue.ts';
import { acceptNewest } from './robot.ts';
import { underTheWorker } from './worker.ts';

const browser = useBrowser();

const texts = (person: Person) => person.page.getByRole('log').getByRole('article').allTextContents();

it('opens a chat from the device when the server is gone, takes what is written, and sends it when it is back', async () => {
  const product = await startProduct();
  onTestFinished(() => product.end());
  const [ann, ben] = await pair(browser(), { origin: product.origin });
  await write(ben, 'Before the storm');
  await message(ann, 'Before the storm').waitFor();
  await underTheWorker(ann.page);
  await ann.page.getByRole('textbox', { name: /^Message / }).fill('half a sent');

  expect(await product.pause()).toBe(0);
  await expect(fetch(product.origin)).rejects.toThrow();
  await ann.page.reload();
  await message(ann, 'Before the storm').waitFor();
  await expect.poll(() => ann.page.getByRole('textbox', { name: /^Message / }).inputValue()).toBe('half a sent');
  await write(ann, 'In the storm');
  await message(ann, 'In the storm').getByRole('img', { name: 'On this device' }).waitFor();
  await ann.page.reload();
  await message(ann, 'In the storm').waitFor();
  expect(await ann.page.getByRole('textbox', { name: /^Message / }).inputValue()).toBe('');

  await product.resume();
  await message(ben, 'In the storm').waitFor({ timeout: 30_000 });
  await message(ann, 'In the storm')
    .getByRole('img', { name: /Sent|Delivered|Read/ })
    .waitFor({ timeout: 30_000 });
  expect((await texts(ben)).filter((text) => text.includes('In the storm'))).toHaveLength(1);
});

it('fifty messages to five chats, written in the air, survive the browser and arrive once and in order', async () => {
  const folder = mkdtempSync(inFolder(tmpdir(), 'ruggine-profile-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const titles = ['Alp', 'Bell', 'Crag', 'Dell', 'Edge'];
  const [annsAccount, bensAccount] = await Promise.all([enrol('Ann'), enrol('Ben')]);
  for (const title of titles) {
    await makeGroup(annsAccount.token, title, [bensAccount.username]);
    await acceptNewest(bensAccount.token);
  }
  const ben = await look(browser(), bensAccount);
  let page = await openProfile(folder);
  const ann = await lookIn(page, annsAccount);
  for (const title of titles) await lineOf(ann, title).waitFor();
  await underTheWorker(page);
  await page.context().setOffline(true);
  for (let nth = 0; nth < 50; nth++) {
    if (nth % 10 === 0) await lineOf(ann, titles[nth / 10] ?? '').click();
    await write(ann, `Number ${nth}.`);
  }
  await message(ann, 'Number 49.').getByRole('img', { name: 'On this device' }).waitFor();
  await page.context().close();

  page = await openProfile(folder);
  await page.goto('/');
  for (const [nth, title] of titles.entries()) {
    await lineOf(ben, title).click();
    await message(ben, `Number ${nth * 10 + 9}.`).waitFor({ timeout: 30_000 });
    const numbers = (await texts(ben)).flatMap((text) => /Number (\d+)\./.exec(text)?.[1] ?? []).map(Number);
    expect(numbers).toEqual(Array.from({ length: 10 }, (_, index) => nth * 10 + index));
  }
  await page.context().close();
}, 180_000);

describe('two windows of one browser', () => {
  it('show the same, send what waits once, and hand the line on when one closes', async () => {
    const [ann, ben] = await pair(browser());
    const second = await ann.page.context().newPage();
    await second.goto(ann.page.url());
    const other: Person = { ...ann, page: second };
    await second.getByRole('textbox', { name: /^Message / }).waitFor();
    await underTheWorker(ann.page);
    await ann.page.context().setOffline(true);
    // Behind the other it would be drawn once in a second, and each click waits for what is drawn.
    await ann.page.bringToFront();
    for (const nth of [1, 2, 3]) await write(ann, `From the first, ${nth}`);
    await second.bringToFront();
    for (const nth of [1, 2, 3]) await write(other, `From the second, ${nth}`);
    await message(ann, 'From the second, 3').waitFor();
    await message(other, 'From the first, 1').waitFor();
    await ann.page.context().setOffline(false);
    await message(ben, 'From the second, 3').waitFor({ timeout: 30_000 });
    const heard = (await texts(ben)).filter((text) => text.includes('From the'));
    expect(heard).toHaveLength(6);
    await ann.page.close();
    await write(ben, 'Still there?');
    await message(other, 'Still there?').waitFor();
  });
});

describe('leaving', () => {
  it.each(['online', 'offline'])('%s leaves nothing of the account behind', async (line) => {
    const [ann, ben] = await pair(browser());
    await write(ben, 'the canary sings in the mine');
    await message(ann, 'the canary').waitFor();
    await ann.page.getByRole('textbox', { name: /^Message / }).fill('a draft of the canary');
    await underTheWorker(ann.page);
    if (line === 'offline') await ann.page.context().setOffline(true);
    await logOut(ann, '1 draft is only on this device.');
    const residue = await residueOf(ann.page);
    for (const [place, text] of Object.entries(residue)) {
      for (const canary of ['canary', ann.username, ben.username]) expect(text, place).not.toContain(canary);
    }
    if (line === 'online') return;
    // The session of before is ended at the first chance: nobody comes in with it.
    await ann.page.context().setOffline(false);
    await ann.page.goto('/');
    await ann.page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  });

  it('cut short half-way is finished at the next start', async () => {
    const [ann, ben] = await pair(browser());
    await write(ben, 'the canary sings in the mine');
    await message(ann, 'the canary').waitFor();
    // The tab dies right after the wish was written down.
    await ann.page.evaluate(async () => {
      const device = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('ruggine-device');
        opening.addEventListener('success', () => resolve(opening.result));
        opening.addEventListener('error', () => reject(opening.error));
      });
      const work = device.transaction('facts', 'readwrite');
      const facts = work.objectStore('facts');
      const account = await new Promise<string>((resolve) => {
        const reading = facts.get('account');
        reading.addEventListener('success', () => resolve(reading.result.value));
      });
      facts.delete('account');
      facts.put({ key: `wipe:${account}`, value: 'begun' });
      facts.put({ key: 'owes-log-out', value: 'yes' });
      await new Promise((resolve) => work.addEventListener('complete', resolve));
    });
    await ann.page.goto('/');
    await ann.page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    const residue = await residueOf(ann.page);
    for (const [place, text] of Object.entries(residue)) expect(text, place).not.toContain('canary');
  });
});

it('comes back by itself when the browser throws its database away', async () => {
  const [ann, ben] = await pair(browser());
  await write(ben, 'Written before');
  await message(ann, 'Written before').waitFor();
  const cdp = await ann.page.context().newCDPSession(ann.page);
  const origin = new URL(ann.page.url()).origin;
  // While the app rests, while it reads, and while it opens what is left.
  for (const pauseMs of [0, 400, 30, 150, 80]) {
    await ann.page.waitForTimeout(pauseMs);
    await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await ann.page.goto('/');
    await lineOf(ann, 'Ben').click();
    await message(ann, 'Written before').waitFor();
  }
  await write(ann, 'Written after');
  await message(ben, 'Written after').waitFor();
});

it('says that the device is full, and keeps what is typed', async () => {
  const [ann] = await pair(browser());
  await setFull(ann.page, true);
  const box = ann.page.getByRole('textbox', { name: /^Message / });
  await box.fill('Will this fit?');
  await ann.page.getByRole('button', { name: 'Send' }).click();
  await ann.page.getByText('There is no room left on this device').first().waitFor();
  expect(await box.inputValue()).toBe('Will this fit?');
  await setFull(ann.page, false);
  await ann.page.getByRole('button', { name: 'Send' }).click();
  await message(ann, 'Will this fit?')
    .getByRole('img', { name: /Sent|Delivered/ })
    .waitFor();
  expect(await box.inputValue()).toBe('');
});

/** Browsers cannot be made to run out of room at will: theirs says what it would say then. */
async function setFull(page: Page, full: boolean): Promise<void> {
  await page.evaluate((isFull) => {
    const prototype: IDBObjectStore & { added?: IDBObjectStore['add'] } = IDBObjectStore.prototype;
    prototype.added ??= prototype.add;
    const add = prototype.added;
    prototype.add = function addUnlessFull(...row: Parameters<IDBObjectStore['add']>) {
      if (isFull) throw new DOMException('There is no room.', 'QuotaExceededError');
      return Reflect.apply(add, this, row);
    };
  }, full);
}

it('knows nothing of a second account in the same browser', async () => {
  const [ann, ben] = await pair(browser());
  await write(ben, 'the canary sings in the mine');
  await message(ann, 'the canary').waitFor();
  await underTheWorker(ann.page);
  await ann.page.context().setOffline(true);
  await write(ann, 'never sent by the canary');
  await logOut(ann, '1 message has not been sent yet. It is only on this device.');
  await ann.page.context().setOffline(false);
  const eve = await joinIn(ann.page, 'Eve');
  await expect.poll(() => list(eve).count()).toBeGreaterThanOrEqual(0);
  const residue = await residueOf(eve.page);
  for (const [place, text] of Object.entries(residue)) expect(text, place).not.toContain('canary');
  await write(ben, 'Anybody?');
  await message(ben, 'Anybody?').getByRole('img', { name: 'Sent' }).waitFor();
  expect((await texts(ben)).join()).not.toContain('never sent');
});
