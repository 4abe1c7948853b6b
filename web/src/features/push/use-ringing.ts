import { readonly, shallowRef } from 'vue';
import { faultWords } from '../../locales/fault-words.ts';
import { capabilities, ringableRegistration, ringRight } from '../../platform/ringing.ts';
import { mutate } from '../../sync/client.ts';
import { askToRing, type Asked, type Preview } from '../../sync/ringing.ts';
import { ringsFor, setRingsFor, signedIn } from '../../sync/store/device.ts';
import { RemovePushDevice } from './documents.ts';

/** How it stands with ringing in this browser. */
export type Ringing =
  | { readonly state: 'looking' | 'unsupported' | 'install-first' | 'blocked' }
  | { readonly state: 'off'; readonly allowed: boolean }
  | { readonly state: 'on'; readonly deviceId: string; readonly preview: Preview }
  | { readonly state: 'failed'; readonly reason: 'no-subscription' | 'said'; readonly words: string };

/** Whether this browser rings for who is signed in, and what changes it. */
export function useRinging() {
  const ringing = shallowRef<Ringing>({ state: 'looking' });

  async function look(): Promise<void> {
    const right = ringRight(capabilities());
    if (right === 'unsupported' || right === 'install-first' || right === 'blocked') {
      ringing.value = { state: right };
      return;
    }
    const wanted = right === 'allowed' && (await isWanted());
    if (wanted) await ask();
    else ringing.value = { state: 'off', allowed: right === 'allowed' };
  }

  /** After a click: browsers ask nobody who has not touched the page. */
  async function turnOn(): Promise<void> {
    const permission = await Notification.requestPermission();
    if (permission === 'granted') return ask();
    ringing.value = permission === 'denied' ? { state: 'blocked' } : { state: 'off', allowed: false };
  }

  async function choose(preview: Preview): Promise<void> {
    await ask(preview);
  }

  async function turnOff(): Promise<void> {
    await setRingsFor(null);
    const subscription = await (await ringableRegistration())?.pushManager.getSubscription();
    if (subscription) {
      await subscription.unsubscribe();
      // When the server does not hear of it now, the push service tells it at the next ring.
      await mutate(RemovePushDevice, { input: { endpoint: subscription.endpoint } });
    }
    ringing.value = { state: 'off', allowed: true };
  }

  async function ask(preview?: Preview): Promise<void> {
    const registration = await ringableRegistration();
    ringing.value =
      registration === null ? { state: 'unsupported' } : toRinging(await askToRing(registration, preview));
  }

  void look();
  return { ringing: readonly(ringing), look, turnOn, turnOff, choose };
}

/** At each start: the browser or the server may have lost it meanwhile. */
export async function keepRinging(): Promise<void> {
  if (ringRight(capabilities()) !== 'allowed' || !(await isWanted())) return;
  const registration = await ringableRegistration();
  if (registration !== null) await askToRing(registration);
}

/** Who is signed in has turned it on here. */
async function isWanted(): Promise<boolean> {
  const account = await ringsFor();
  return account !== null && account === (await signedIn());
}

function toRinging(asked: Asked): Ringing {
  switch (asked.outcome) {
    case 'rings':
      return { state: 'on', deviceId: asked.id, preview: asked.preview };
    case 'no-subscription':
      return { state: 'failed', reason: 'no-subscription', words: asked.words };
    case 'refused':
      return { state: 'failed', reason: 'said', words: asked.words };
    case 'no-answer':
      return { state: 'failed', reason: 'said', words: faultWords(asked) };
  }
}
