/** Takes away what the browser keeps of an account beside its databases: whatever of it there is, and however much fails. */
export async function forgetOnDevice(): Promise<void> {
  await Promise.allSettled([clearBadge(), forgetShared(), forgetPush()]);
  try {
    sessionStorage.clear();
  } catch {
    // Barred: then there is nothing in it.
  }
}

async function clearBadge(): Promise<void> {
  if ('clearAppBadge' in navigator) await navigator.clearAppBadge();
}

/** All caches but those of the app itself. */
async function forgetShared(): Promise<void> {
  if (!('caches' in globalThis)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !name.startsWith('workbox-precache')).map((name) => caches.delete(name)));
}

async function forgetPush(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  const shown = (await registration?.getNotifications()) ?? [];
  for (const notification of shown) notification.close();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}
