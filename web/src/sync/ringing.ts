import { withLock } from '../platform/locks.ts';
import type { Fault } from './client.ts';
import { mutate, query } from './client.ts';
import { PushKey, RegisterPushDevice } from './documents/push.ts';
import { ringsFor, setRingsFor, signedIn } from './store/device.ts';

export type Preview = 'NOTHING' | 'SENDER' | 'TEXT';

/** What came of asking to be rung. `id`: the device, as the server calls it. */
export type Asked =
  | { readonly outcome: 'rings'; readonly id: string; readonly preview: Preview }
  /** The browser would not: it says why in its own words, or not at all. */
  | { readonly outcome: 'no-subscription'; readonly words: string }
  | { readonly outcome: 'refused'; readonly words: string }
  | ({ readonly outcome: 'no-answer' } & Fault);

/**
 * Has this browser rung for who is signed in: subscribes where it is not, and tells the server. Harmless to repeat; the
 * service worker does it too, when the browser has changed the subscription by itself.
 */
export function askToRing(registration: ServiceWorkerRegistration, preview?: Preview): Promise<Asked> {
  // Windows and the service worker may want to at the same moment: the second finds what the first has made.
  return withLock('ruggine:ringing', () => ask(registration, preview));
}

async function ask(registration: ServiceWorkerRegistration, preview: Preview | undefined): Promise<Asked> {
  const answer = await query(PushKey, {});
  if (!answer.ok) return { outcome: 'no-answer', ...answer };
  const account = await signedIn();
  const { viewer } = answer.data;
  if (viewer === null || account === null) return { outcome: 'no-answer', fault: 'signed-out' };
  const deaf = viewer.pushDevices.some((each) => each.session.id === viewer.session.id && each.lastFailure === 'GONE');
  try {
    const subscription = await subscribe(registration, { key: viewer.pushKey, account, deaf });
    // Before the server knows: what it sends at once must find whom it is for.
    await setRingsFor(account);
    return await register(subscription, preview);
  } catch (error) {
    return { outcome: 'no-subscription', words: error instanceof Error ? error.message : '' };
  }
}

/** One that was made with another server's key or for somebody else, or that the push service has forgotten, is given up. */
async function subscribe(
  registration: ServiceWorkerRegistration,
  { key, account, deaf }: Readonly<{ key: string; account: string; deaf: boolean }>,
): Promise<PushSubscription> {
  const there = await registration.pushManager.getSubscription();
  if (there !== null && !deaf && isMadeWith(there, key) && (await ringsFor()) === account) return there;
  await there?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function isMadeWith({ options }: PushSubscription, key: string): boolean {
  if (options.applicationServerKey === null) return false;
  const bytes = new Uint8Array(options.applicationServerKey);
  return base64url(bytes) === key.replace(/=+$/, '');
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

async function register(subscription: PushSubscription, preview: Preview | undefined): Promise<Asked> {
  const { endpoint, keys } = subscription.toJSON();
  const input = { endpoint: endpoint ?? '', p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' };
  const answer = await mutate(RegisterPushDevice, { input: preview === undefined ? input : { ...input, preview } });
  if (!answer.ok) return { outcome: 'no-answer', ...answer };
  const result = answer.data.registerPushDevice;
  if (result.__typename !== 'RegisterPushDeviceSuccess') return { outcome: 'refused', words: result.words };
  return { outcome: 'rings', id: result.device.id, preview: result.device.preview };
}
