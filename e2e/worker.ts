import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A notification as the browser holds it. */
export interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** The app's service worker in one browser context, with what a push service, the system and a finger do to it. */
export interface WorkerHandle {
  push(content: object | string): Promise<void>;
  /** The line is back, says the browser. */
  sync(tag: string): Promise<void>;
  shown(): Promise<Shown[]>;
  click(tag: string, action?: string, reply?: string): Promise<void>;
}

/** Waits until the page can do without the server. */
export async function underTheWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
}

/** From a page of the same origin that is not the app, so that the app can be closed. */
export async function workerOf(context: BrowserContext, origin: string): Promise<WorkerHandle> {
  const watcher = await context.newPage();
  await watcher.goto(`${origin}/healthz`);
  const session = await context.newCDPSession(watcher);
  const registrationId = await registrationIn(session, origin);

  return {
    async push(content) {
      const data = typeof content === 'string' ? content : JSON.stringify(content);
      await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    },
    async sync(tag) {
      await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag, lastChance: false });
    },
    shown: () => shownIn(watcher),
    click: (tag, action = '', reply) => clickIn(context, { tag, action, reply }),
  };
}

async function registrationIn(session: CDPSession, origin: string): Promise<string> {
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL === `${origin}/` && !isDeleted);
      if (ours) resolve(ours.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  return found;
}

function shownIn(page: Page): Promise<Shown[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/');
    const notifications = (await registration?.getNotifications()) ?? [];
    return notifications.map(({ title, body, tag }) => ({ title, body, tag }));
  });
}

/** No protocol clicks on notifications: the worker is handed the event that a click makes. */
async function clickIn(
  context: BrowserContext,
  click: Readonly<{ tag: string; action: string; reply: string | undefined }>,
): Promise<void> {
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error('The service worker does not run.');
  await worker.evaluate(async ({ tag, action, reply }) => {
    const [notification] = await Reflect.get(globalThis, 'registration').getNotifications({ tag });
    const Click = Reflect.get(globalThis, 'NotificationEvent');
    const event = new Click('notificationclick', { notification, action });
    const work: Promise<unknown>[] = [];
    // A made event may not be extended, and carries no reply.
    Object.defineProperty(event, 'waitUntil', { value: (each: Promise<unknown>) => work.push(each) });
    if (reply !== undefined) Object.defineProperty(event, 'reply', { value: reply });
    globalThis.dispatchEvent(event);
    await Promise.all(work);
  }, click);
}
