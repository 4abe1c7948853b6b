import { expect, it, onTestFinished } from 'vitest';
import { useBrowser } from './browser.ts';
import { join } from './person.ts';
import { startProduct } from './product.ts';

const browser = useBrowser();

it('opens from the device when the server is gone, and is itself again when it is back', async () => {
  const product = await startProduct();
  onTestFinished(() => product.end());
  const { page } = await join(browser(), 'Ann', { options: { baseURL: product.origin } });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');

  expect(await product.pause()).toBe(0);
  await expect(fetch(product.origin)).rejects.toThrow();
  await page.reload();
  await page.getByText('The server does not answer').waitFor();

  await product.resume();
  await page.getByText('No chats yet').waitFor({ timeout: 30_000 });
});
