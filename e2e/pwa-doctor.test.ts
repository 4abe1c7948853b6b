import { expect, it, onTestFinished } from 'vitest';
import { startPushService, type Browser as Ringer } from '../api/src/testing/push-service.ts';
import { useBrowser } from './browser.ts';
import { join, openAccount, openInbox, type Person, startChat, write } from './person.ts';
import { startProduct } from './product.ts';
import { workerOf } from './worker.ts';

const browser = useBrowser();

/** The browser's push service is far away; ours takes its place. */
async function subscribeHere({ page }: Person, { subscription }: Ringer): Promise<void> {
  const { endpoint, ...keys } = subscription;
  await page.addInitScript(
    ([address, secrets]) => {
      const made = (applicationServerKey: ArrayBuffer) => ({
        endpoint: address,
        options: { applicationServerKey, userVisibleOnly: true },
        toJSON: () => ({ endpoint: address, keys: secrets }),
        unsubscribe: async () => {
          sessionStorage.removeItem('subscribed');
          return true;
        },
      });
      const bytesOf = (key: string) =>
        Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)).buffer;
      const there = () => {
        const key = sessionStorage.getItem('subscribed');
        return key === null ? null : made(bytesOf(key));
      };
      Object.assign(PushManager.prototype, {
        getSubscription: async () => there(),
        subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
          sessionStorage.setItem('subscribed', applicationServerKey);
          return there();
        },
      });
    },
    [endpoint, keys] as const,
  );
  await page.reload();
}

it('proves that a device rings, from the server to the screen, and says why the last message did or did not', async () => {
  const service = await startPushService();
  onTestFinished(() => service.close());
  const product = await startProduct({ PUSH_OWN_SERVICES: service.origin, PUSH_WAIT_MS: '100' });
  onTestFinished(() => product.end());
  const options = { baseURL: product.origin };
  const [ann, ben] = await Promise.all([join(browser(), 'Ann', { options }), join(browser(), 'Ben', { options })]);
  const { page } = ann;
  const ringer = service.browser();
  await subscribeHere(ann, ringer);
  await page.context().grantPermissions(['notifications'], { origin: product.origin });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  const worker = await workerOf(page.context(), product.origin);
  // Behind another window it would be drawn once in a second, and each click waits for what is drawn.
  await page.bringToFront();

  await openAccount(ann);
  await page.getByRole('link', { name: 'Notifications' }).click();
  await page.getByRole('heading', { name: 'This device does not ring' }).waitFor();
  await page.getByText('None yet').waitFor();
  await page.getByRole('button', { name: 'Turn on notifications' }).click();
  await page.getByRole('heading', { name: 'This device rings' }).waitFor();
  await page.getByText('Has not rung yet').waitFor();

  await page.getByRole('button', { name: 'Ring this device' }).click();
  await expect.poll(() => ringer.told.length).toBe(1);
  await page.getByRole('listitem').filter({ hasText: 'It arrived on this device' }).getByText('waiting').waitFor();
  await worker.push(ringer.told[0]?.content ?? {});
  await page.getByText('All is well').waitFor();
  await expect
    .poll(worker.shown)
    .toEqual([{ title: 'It rings', body: 'Notifications reach this device.', tag: 'test' }]);
  await page.getByText(/^Last rang/).waitFor();

  await page.getByRole('radio', { name: 'Who wrote, and what' }).check();
  await startChat(ben, ann);
  await openInbox(ann, 1);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: 'Ben', level: 1 }).waitFor();
  await page.goto('/healthz');
  await write(ben, 'Do you hear me?');
  await expect
    .poll(() => ringer.told.map(({ content }) => content).find(({ kind }) => kind === 'MESSAGE'), { timeout: 15_000 })
    .toMatchObject({ sender: 'Ben', text: 'Do you hear me?', unread: 1 });
  await page.goto('/account/notifications');
  await page.getByText(/Last message, .*: it rang/).waitFor();

  // It survives the start, and heals when the push service has forgotten it.
  ringer.refuse(410, 1);
  await page.getByRole('button', { name: 'Ring this device' }).click();
  await page.getByText('its push service does not know it any more').first().waitFor();
  await page.getByText('Has gone deaf').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'This device rings' }).waitFor();
  await page.getByText('Has gone deaf').waitFor({ state: 'hidden' });

  await page.getByRole('button', { name: 'Turn off' }).click();
  await page.getByRole('heading', { name: 'This device does not ring' }).waitFor();
  await page.getByText('None yet').waitFor();
}, 120_000);

it('says how to undo it where the browser blocks notifications', async () => {
  const ann = await join(browser(), 'Ann');
  await ann.page.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }));
  await ann.page.goto('/account/notifications');
  await ann.page.getByRole('heading', { name: 'Your browser blocks notifications' }).waitFor();
  await ann.page.getByText('set notifications to “Allow”').waitFor();
});

it('explains the way by the Home Screen to an iPhone', async () => {
  const ann = await join(browser(), 'Ann', { device: 'phone' });
  await ann.page.addInitScript(() => {
    Object.defineProperty(navigator, 'standalone', { value: false });
    Object.defineProperty(navigator, 'maxTouchPoints', { value: 5 });
    Reflect.deleteProperty(globalThis, 'PushManager');
    Reflect.deleteProperty(globalThis, 'Notification');
  });
  await ann.page.goto('/account/notifications');
  await ann.page.getByRole('heading', { name: 'First add Ruggine to your Home Screen' }).waitFor();
  await ann.page.getByText('Choose “Add to Home Screen”.').waitFor();
});
