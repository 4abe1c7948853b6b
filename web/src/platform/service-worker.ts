import { Workbox } from 'workbox-window';
import { keepReadingOrders, readOrders } from './orders.ts';

const ADDRESS = '/sw.js';
/** Browsers look for a new version when a page loads; a messenger stays open for days. */
const LOOK_EVERY_MS = 3_600_000;

/** The page's policy allows no address of a script but this one. vite-plugin-pwa's own registration passes a plain string and is refused. */
function trusted(address: string): string | TrustedScriptURL {
  return (
    window.trustedTypes
      ?.createPolicy('sw', {
        createScriptURL: (url) => {
          if (url !== ADDRESS) throw new TypeError('Only the service worker may be registered.');
          return url;
        },
      })
      .createScriptURL(address) ?? address
  );
}

/** `onWaiting` gets what makes the new version take over. Left to its own, it does so when all windows are closed. */
export async function registerServiceWorker(onWaiting: (takeOver: () => void) => void): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const orders = await readOrders();
  keepReadingOrders();
  if (orders?.serviceWorker === false) return dismiss();
  const worker = new Workbox(trusted(ADDRESS), { scope: '/' });
  worker.addEventListener('waiting', () =>
    onWaiting(() => {
      worker.addEventListener('controlling', () => location.reload());
      worker.messageSkipWaiting();
    }),
  );
  // Both need the server. Without it the app runs on as it is, and asks again at the next start or the next hour.
  const registration = await worker.register().catch(() => undefined);
  if (registration !== undefined) setInterval(() => void worker.update().catch(() => {}), LOOK_EVERY_MS);
}

/** The server wants no worker: something is wrong with the one it has given out. See api's web-orders.ts. */
async function dismiss(): Promise<void> {
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
}
