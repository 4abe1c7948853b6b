import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { answer } from './click.ts';
import { NOT_THE_APP } from './paths.ts';
import { ring } from './push.ts';
import { sendWhatWaits } from './send.ts';
import { takeShared } from './share.ts';
import { subscribeAgain } from './subscription.ts';
import type { SyncEvent } from './worker.ts';

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: { url: string; revision: string | null }[];
};

declare global {
  interface ServiceWorkerGlobalScopeEventMap {
    sync: SyncEvent;
  }
}

cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST);
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: NOT_THE_APP }));
registerRoute(({ url }) => url.pathname === '/share', takeShared, 'POST');

self.addEventListener('message', (event) => {
  if (event.data?.type === 'SKIP_WAITING') void self.skipWaiting();
});
self.addEventListener('sync', (event) => {
  if (event.tag === 'outbox') event.waitUntil(sendWhatWaits());
});
self.addEventListener('push', (event) => event.waitUntil(ring(event.data?.text())));
self.addEventListener('notificationclick', (event) => event.waitUntil(answer(event)));
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(subscribeAgain()));

clientsClaim();
