import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as inFolder } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openProfile, useBrowser } from './browser.ts';
import { startFront } from './front.ts';
import { pair } from './pair.ts';
import { message, type Person, write } from './person.ts';
import { type Product, startProduct } from './product.ts';
import { workerOf } from './worker.ts';

const browser = useBrowser();

/** Of this file alone: it is stopped here, and started with other settings. */
let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.end());

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await restart();
});

/** The next test finds the product as it was in the beginning. */
async function restart(): Promise<void> {
  await product.pause();
  await product.resume();
}

async function acquainted(origin = product.origin): Promise<[Person, Person]> {
  const [ann, ben] = await pair(browser(), { origin });
  await write(ben, 'Before all');
  await message(ann, 'Before all').waitFor();
  await ann.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  return [ann, ben];
}

it('sends what waits with every window closed, when the browser says that the line is back', async () => {
  const [ann, ben] = await acquainted();
  await ann.page.context().grantPermissions(['background-sync'], { origin: product.origin });
  const worker = await workerOf(ann.page.context(), product.origin);
  // Behind another window it would be drawn once in a second, and each click waits for what is drawn.
  await ann.page.bringToFront();
  await product.pause();
  for (const nth of [1, 2, 3]) await write(ann, `Written in the dark, ${nth}`);
  await message(ann, 'Written in the dark, 3').getByRole('img', { name: 'On this device' }).waitFor();
  await ann.page.close();
  // Still dark: the worker says so, and nothing is lost.
  await worker.sync('outbox');
  await product.resume();
  await worker.sync('outbox');
  await message(ben, 'Written in the dark, 3').waitFor({ timeout: 30_000 });
  const heard = (await ben.page.getByRole('log').getByRole('article').allTextContents()).filter((text) =>
    text.includes('in the dark'),
  );
  expect(heard.map((text) => /dark, (\d)/.exec(text)?.[1])).toEqual(['1', '2', '3']);
});

it('says once that it sends nothing while it is closed, where the browser has no Background Sync', async () => {
  onTestFinished(restart);
  const [ann] = await acquainted();
  await ann.page.evaluate(() => Reflect.deleteProperty(ServiceWorkerRegistration.prototype, 'sync'));
  await product.pause();
  await write(ann, 'First in the dark');
  await ann.page.getByText('This browser sends nothing while Ruggine is closed').waitFor();
  await ann.page.getByRole('button', { name: 'I see' }).click();
  await write(ann, 'Second in the dark');
  await message(ann, 'Second in the dark').waitFor();
  await ann.page.getByText('This browser sends nothing').waitFor({ state: 'hidden' });
});

it('changes over to a new version with a full outbox and a draft, and loses neither', async () => {
  const front = await startFront(product.origin);
  onTestFinished(() => front.end());
  const [ann, ben] = await acquainted(front.origin);
  await ann.page.reload();
  await message(ann, 'Before all').waitFor();
  front.release();
  await ann.page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update();
  });
  await ann.page.getByText('A new version is ready').waitFor();
  await product.pause();
  for (const nth of [1, 2, 3]) await write(ann, `Before the update, ${nth}`);
  await ann.page.getByRole('textbox', { name: /^Message / }).fill('half a sent');
  await ann.page.getByRole('button', { name: 'Reload' }).click();
  await message(ann, 'Before the update, 3').getByRole('img', { name: 'On this device' }).waitFor();
  await expect.poll(() => ann.page.getByRole('textbox', { name: /^Message / }).inputValue()).toBe('half a sent');
  await ann.page.getByText('A new version is ready').waitFor({ state: 'hidden' });
  await product.resume();
  await message(ben, 'Before the update, 3').waitFor({ timeout: 30_000 });
});

it('updates itself when the server demands it, says so when there is nothing newer, and keeps what was written', async () => {
  onTestFinished(restart);
  const [ann, ben] = await acquainted();
  await product.pause();
  await write(ann, 'Written by an old app');
  await message(ann, 'Written by an old app').getByRole('img', { name: 'On this device' }).waitFor();
  await ann.page.context().setOffline(true);
  await product.resume({ MINIMUM_APP_VERSION: '99.0.0' });
  await ann.page.context().setOffline(false);
  await ann.page.goto('/');
  await ann.page.getByRole('heading', { name: 'This server needs a newer Ruggine' }).waitFor();
  await ann.page.getByText('No newer version could be had yet').waitFor({ timeout: 60_000 });
  await product.pause();
  await product.resume({ MINIMUM_APP_VERSION: '0.0.1' });
  await ann.page.getByRole('button', { name: 'Update' }).click();
  await message(ben, 'Written by an old app').waitFor({ timeout: 30_000 });
}, 120_000);

it('gives up its service worker and all it has cached when the server says so, and takes it back', async () => {
  const [ann, ben] = await acquainted();
  const kept = () =>
    ann.page.evaluate(async () => ({
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      caches: (await caches.keys()).length,
    }));
  await expect.poll(kept).toEqual({ workers: 1, caches: 1 });
  await product.pause();
  await product.resume({ SERVICE_WORKER: 'false' });
  await ann.page.reload();
  await expect.poll(() => kept().catch(() => null), { timeout: 20_000 }).toEqual({ workers: 0, caches: 0 });
  await message(ann, 'Before all').waitFor();
  await write(ann, 'Without a worker');
  await message(ben, 'Without a worker').waitFor();
  await product.pause();
  await product.resume();
  await ann.page.reload();
  await expect.poll(kept, { timeout: 20_000 }).toEqual({ workers: 1, caches: 1 });
}, 120_000);

it('does not read a store that a newer version has written', async () => {
  const [ann] = await acquainted();
  const { page } = ann;
  await page.goto('/healthz');
  await page.evaluate(async () => {
    const { name } = (await indexedDB.databases()).find((each) => each.name?.startsWith('ruggine:')) ?? {};
    const opening = indexedDB.open(name ?? '', 9_990);
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    opening.result.close();
  });
  await page.goto('/');
  await page.getByRole('heading', { name: 'A newer Ruggine was here before' }).waitFor();
  await page.getByRole('button', { name: 'Update' }).waitFor();
  // It looks for a newer one by itself. A window that is closed meanwhile may not close.
  await page.getByText('No newer version could be had yet').waitFor({ timeout: 60_000 });
});

it('can be installed', async () => {
  // Not in a private window, as the others of these tests are.
  const folder = mkdtempSync(inFolder(tmpdir(), 'ruggine-profile-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const page = await openProfile(folder);
  await page.goto('/');
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(JSON.parse(data ?? '{}')).toMatchObject({ id: '/', share_target: { action: '/share' } });
});
