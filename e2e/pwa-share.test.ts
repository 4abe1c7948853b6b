import { expect, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { pair } from './pair.ts';
import { message, type Person, write } from './person.ts';
import { underTheWorker } from './worker.ts';

const browser = useBrowser();

async function acquainted(): Promise<[Person, Person]> {
  const [ann, ben] = await pair(browser(), { device: 'phone', bensDevice: 'desktop' });
  await write(ben, 'Before all');
  await message(ann, 'Before all').waitFor();
  await underTheWorker(ann.page);
  return [ann, ben];
}

/** What the system does when another app shares with this one. */
async function share({ page }: Person, fields: Record<string, string>, files: string[] = []): Promise<void> {
  const arrives = page.waitForURL('**/share');
  await page.evaluate(
    ([values, names]) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: '/share', enctype: 'multipart/form-data' });
      for (const [name, value] of Object.entries(values)) {
        form.append(Object.assign(document.createElement('input'), { name, value }));
      }
      const input = Object.assign(document.createElement('input'), { type: 'file', name: 'files', multiple: true });
      const list = new DataTransfer();
      for (const name of names) list.items.add(new File(['content'], name, { type: 'image/png' }));
      input.files = list.files;
      if (names.length > 0) form.append(input);
      document.body.append(form);
      form.submit();
    },
    [fields, files] as const,
  );
  await arrives;
}

it('takes a text and a link, lets one change it, and sends it to the chat one picks, offline too', async () => {
  const [ann, ben] = await acquainted();
  const { page } = ann;
  await page.getByRole('textbox', { name: /^Message / }).fill('a draft of mine');
  await page.context().setOffline(true);
  await share(ann, { title: 'A hut', text: 'Look at this', url: 'https://hut.example' });
  const text = page.getByRole('textbox', { name: 'Message' });
  await expect.poll(() => text.inputValue()).toBe('A hut\nLook at this\nhttps://hut.example');
  await text.fill('A hut! https://hut.example');
  await page.getByRole('textbox', { name: 'Search your chats' }).fill('nobody');
  await page.getByText('No chat is called that').waitFor();
  await page.getByRole('textbox', { name: 'Search your chats' }).fill('be');
  await page.getByRole('radio', { name: 'Ben' }).check();
  await page.getByRole('button', { name: 'Send' }).click();
  await message(ann, 'A hut!').getByRole('img', { name: 'On this device' }).waitFor();
  expect(await page.getByRole('textbox', { name: /^Message / }).inputValue()).toBe('a draft of mine');
  await page.context().setOffline(false);
  await message(ben, 'A hut!').waitFor({ timeout: 30_000 });
});

it('says of files that they cannot be sent yet, and forgets them with the page', async () => {
  const [ann] = await acquainted();
  const { page } = ann;
  await share(ann, { text: 'Two pictures' }, ['peak.png', 'lake.png']);
  await page.getByText('2 files cannot be sent yet').waitFor();
  await page.getByText('peak.png').waitFor();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect.poll(() => page.evaluate(() => caches.has('ruggine:shared'))).toBe(false);
  await page.goto('/share');
  await page.getByText('Nothing was shared').waitFor();
});

it('opens links of its own kind, and nothing else by them', async () => {
  const [ann] = await acquainted();
  const { pathname } = new URL(ann.page.url());
  await ann.page.goto(`/open?link=${encodeURIComponent(`web+ruggine:/${pathname}`)}`);
  await message(ann, 'Before all').waitFor();
  await ann.page.goto(`/open?link=${encodeURIComponent('web+ruggine://account')}`);
  await expect.poll(() => new URL(ann.page.url()).pathname).toBe('/');
});
