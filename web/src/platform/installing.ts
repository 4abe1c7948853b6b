import { readonly, shallowRef } from 'vue';
import { askToKeepStorage } from './device-storage.ts';
import { readStored, writeStored } from './storage.ts';

/** Chromium's own: TypeScript's library leaves it out. */
interface InstallEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

const FIRST_SEEN = 'first-seen';
const SENT = 'sent';
const DECLINED = 'install-declined';

const event = shallowRef<InstallEvent | null>(null);

/** The browser would install the app if asked. */
export const installEvent = readonly(event);

function isInstallEvent(each: Event): each is InstallEvent {
  return 'prompt' in each;
}

/** From the first moment on: the browser says it once. */
export function keepInstallEvent(): void {
  if (readStored(FIRST_SEEN) === null) writeStored(FIRST_SEEN, String(Date.now()));
  addEventListener('beforeinstallprompt', (each) => {
    // Our own offer comes when its time has come, in its own place.
    each.preventDefault();
    if (isInstallEvent(each)) event.value = each;
  });
  addEventListener('appinstalled', () => {
    event.value = null;
    // Who installs an app believes that it keeps what it has.
    void askToKeepStorage();
  });
}

export async function install(): Promise<void> {
  const asked = event.value;
  event.value = null;
  const answer = await asked?.prompt();
  if (answer?.outcome === 'dismissed') declineInstall();
}

/** Once is enough. */
export function declineInstall(): void {
  writeStored(DECLINED, 'yes');
}

export function wasInstallDeclined(): boolean {
  return readStored(DECLINED) !== null;
}

/** What the app has been to somebody on this device so far. */
export interface Use {
  readonly firstSeenAt: number;
  readonly sent: number;
}

export function readUse(): Use {
  return { firstSeenAt: Number(readStored(FIRST_SEEN)) || Date.now(), sent: sentSoFar() };
}

export function countSent(): void {
  writeStored(SENT, String(sentSoFar() + 1));
}

function sentSoFar(): number {
  return Number(readStored(SENT)) || 0;
}
