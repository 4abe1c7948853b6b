/** What the names of all our databases begin with. */
const OURS = 'ruggine';

/** Throws away the app's files on this device and starts it afresh from the server; the store only when it is asked for. */
export async function resetApp({ store }: { readonly store: boolean }): Promise<void> {
  // Each for itself: what is broken may be one of them.
  await Promise.allSettled([forgetWorker(), forgetFiles(), store ? forgetStore() : null]);
  location.reload();
}

async function forgetWorker(): Promise<void> {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((registration) => registration.unregister()));
}

async function forgetFiles(): Promise<void> {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

async function forgetStore(): Promise<void> {
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith(OURS) === true) indexedDB.deleteDatabase(name);
  }
}
