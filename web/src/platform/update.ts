/** A new version has this long to arrive; on a slow line the reader may try again. */
const ARRIVES_WITHIN_MS = 20_000;
const TRIED = 'ruggine:updated';

/** Whether this window has tried by itself: once, or it would reload for ever where there is no newer version. */
export function mayUpdateByItself(): boolean {
  try {
    if (sessionStorage.getItem(TRIED) !== null) return false;
    sessionStorage.setItem(TRIED, 'yes');
    return true;
  } catch {
    return false;
  }
}

/** Reloads into the newest version there is. What people wrote lies in the database and is not touched. */
export async function updateNow(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration !== undefined && !(await takeOver(registration))) await dropShell(registration);
  location.reload();
}

/** @returns false when there is no newer version, or it did not come */
async function takeOver(registration: ServiceWorkerRegistration): Promise<boolean> {
  try {
    await registration.update();
  } catch {
    return false;
  }
  const next = registration.waiting ?? registration.installing;
  if (next === null) return false;
  const controlled = new Promise<void>((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
  });
  const skip = () => next.state === 'installed' && next.postMessage({ type: 'SKIP_WAITING' });
  next.addEventListener('statechange', skip);
  skip();
  return Promise.race([
    controlled.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ARRIVES_WITHIN_MS)),
  ]);
}

/** The worker keeps serving what it has; without it the server's own files come. */
async function dropShell(registration: ServiceWorkerRegistration): Promise<void> {
  // With the server away this would leave nothing at all.
  const there = await fetch('/app.json', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!there) return;
  await registration.unregister();
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('workbox-precache')).map((name) => caches.delete(name)));
}
