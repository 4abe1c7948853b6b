/** Whether this browser can be rung at all, and whether it may. */
export type RingRight = 'unsupported' | 'install-first' | 'blocked' | 'may-ask' | 'allowed';

export interface Capabilities {
  readonly push: boolean;
  readonly permission: NotificationPermission | null;
  /** An iPhone or iPad: it can once the app is on the Home Screen, and has no trace of it before. */
  readonly apple: boolean;
  readonly installed: boolean;
}

export function ringRight({ push, permission, apple, installed }: Capabilities): RingRight {
  if (!push || permission === null) return apple && !installed ? 'install-first' : 'unsupported';
  if (permission === 'denied') return 'blocked';
  return permission === 'granted' ? 'allowed' : 'may-ask';
}

export function capabilities(): Capabilities {
  return {
    push: 'serviceWorker' in navigator && 'PushManager' in globalThis,
    permission: 'Notification' in globalThis ? Notification.permission : null,
    apple: 'standalone' in navigator && navigator.maxTouchPoints > 0,
    installed: isInstalled(),
  };
}

/** Whether the app runs in a window of its own. */
export function isInstalled(): boolean {
  const own = matchMedia(
    '(display-mode: standalone), (display-mode: minimal-ui), (display-mode: window-controls-overlay)',
  );
  return own.matches || ('standalone' in navigator && navigator.standalone === true);
}

/** On a first visit the service worker is still being fetched; where it was barred or taken back there never is one. */
const COMES_WITHIN_MS = 8_000;

/** Null when there is no service worker to ring. */
export async function ringableRegistration(): Promise<ServiceWorkerRegistration | null> {
  return Promise.race([
    navigator.serviceWorker.ready,
    new Promise<null>((resolve) => setTimeout(() => resolve(null), COMES_WITHIN_MS)),
  ]);
}
