interface WithSync extends ServiceWorkerRegistration {
  readonly sync: { register(tag: string): Promise<void> };
}

function canSync(registration: ServiceWorkerRegistration): registration is WithSync {
  return 'sync' in registration;
}

/** Has the browser wake the service worker when the line is back. @returns false where it cannot, or may not */
export async function registerTag(registration: ServiceWorkerRegistration, tag: string): Promise<boolean> {
  if (!canSync(registration)) return false;
  return registration.sync.register(tag).then(
    () => true,
    () => false,
  );
}
