import { registerTag } from './sync-tag.ts';

/**
 * Has the browser wake our service worker when the line is back, also with every window closed.
 * @returns false where the browser cannot, or may not: then it waits for the next start
 */
export async function wakeWorkerLater(tag: string): Promise<boolean> {
  if (typeof navigator.serviceWorker === 'undefined') return false;
  const registration = await navigator.serviceWorker.getRegistration();
  return registration !== undefined && registerTag(registration, tag);
}
