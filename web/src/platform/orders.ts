import { isOlder } from '../lib/version.ts';
import { isTooOld } from './too-old.ts';
import { onComingBack } from './visibility.ts';

/** What the server demands of the apps that it serves: /app.json, read anew each time. */
interface Orders {
  /** The oldest version that may go on; null when any may. */
  readonly minimum: string | null;
  /** Whether a service worker may stay. */
  readonly serviceWorker: boolean;
}

/** An app that stays open for days hears of it the same day. */
const ASK_AGAIN_AFTER_MS = 1_800_000;

/** Null when there is no answer: then nothing is demanded. */
export async function readOrders(): Promise<Orders | null> {
  try {
    const answer = await fetch('/app.json', { cache: 'no-store' });
    const orders = parse(await answer.json());
    isTooOld.value = orders.minimum !== null && isOlder(__APP_VERSION__, orders.minimum);
    return orders;
  } catch {
    return null;
  }
}

/** Asks again whenever somebody comes back after a while. */
export function keepReadingOrders(): void {
  let askedAt = Date.now();
  onComingBack(() => {
    if (Date.now() - askedAt < ASK_AGAIN_AFTER_MS) return;
    askedAt = Date.now();
    void readOrders();
  });
}

/** By hand: the first screen waits for this file, and a library for two fields would not be worth its while. */
function parse(said: unknown): Orders {
  const fields = typeof said === 'object' && said !== null ? said : {};
  const minimum = 'minimum' in fields && typeof fields.minimum === 'string' ? fields.minimum : null;
  return { minimum, serviceWorker: !('serviceWorker' in fields) || fields.serviceWorker !== false };
}
