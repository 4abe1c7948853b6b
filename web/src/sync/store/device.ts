import { Dexie } from 'dexie';
import type { EntityTable } from 'dexie';
import { withLock } from '../../platform/locks.ts';
import { DEVICE_STORE } from './names.ts';

/** What the device knows whoever is signed in. The service worker reads it too. */
interface DeviceFact {
  readonly key: 'account' | 'owes-log-out' | 'rings-for' | 'language' | `wipe:${string}`;
  readonly value: string;
}

type Device = Dexie & { facts: EntityTable<DeviceFact, 'key'> };

const WIPE = 'wipe:';

// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- Dexie adds its tables when it opens.
const device = new Dexie(DEVICE_STORE) as Device;
device.version(1).stores({ facts: 'key' });

/** An opening that failed is not tried again otherwise. */
export function reopenDevice(): void {
  device.close({ disableAutoOpen: false });
}

/** Whose account this device shows; null when nobody is signed in. */
export async function signedIn(): Promise<string | null> {
  return (await device.facts.get('account'))?.value ?? null;
}

export async function setSignedIn(userId: string | null): Promise<void> {
  if (userId === null) await device.facts.delete('account');
  else await device.facts.put({ key: 'account', value: userId });
}

/** From here on the account's traces go, also when the tab dies meanwhile. */
export async function beginWipe(userId: string): Promise<void> {
  await device.transaction('rw', device.facts, async () => {
    await device.facts.bulkDelete(['account', 'rings-for']);
    await device.facts.put({ key: `${WIPE}${userId}`, value: 'begun' });
  });
}

export async function endWipe(userId: string): Promise<void> {
  await device.facts.delete(`${WIPE}${userId}`);
}

/** Accounts whose traces were to go, and perhaps have not. */
export async function unfinishedWipes(): Promise<string[]> {
  const facts = await device.facts.where('key').startsWith(WIPE).toArray();
  return facts.map(({ key }) => key.slice(WIPE.length));
}

/** Somebody logged out without the server: its session is still to be ended. */
export async function owesLogOut(): Promise<boolean> {
  return (await device.facts.get('owes-log-out')) !== undefined;
}

export async function setOwesLogOut(owes: boolean): Promise<void> {
  if (owes) await device.facts.put({ key: 'owes-log-out', value: 'yes' });
  else await device.facts.delete('owes-log-out');
}

/** Whose messages the push service brings here, as far as we asked for it. Null: nobody's. */
export async function ringsFor(): Promise<string | null> {
  return (await device.facts.get('rings-for'))?.value ?? null;
}

export async function setRingsFor(userId: string | null): Promise<void> {
  if (userId === null) await device.facts.delete('rings-for');
  else await device.facts.put({ key: 'rings-for', value: userId });
}

/** What the screens were last written in; the service worker cannot see how it was chosen. */
export async function readLanguage(): Promise<string | undefined> {
  return (await device.facts.get('language'))?.value;
}

export async function keepLanguage(language: string): Promise<void> {
  await device.facts.put({ key: 'language', value: language });
}

const LOCK = 'ruggine:session';

/** Runs while the session cookie is surely this account's; null when it is not, and nothing was run. */
export async function asAccount<T>(userId: string, run: () => Promise<T>): Promise<T | null> {
  return withLock(LOCK, async () => ((await signedIn()) === userId ? run() : null), { mode: 'shared' });
}

/** Runs alone: while the cookie changes hands nothing goes out in anybody's name. */
export async function changingAccounts<T>(run: () => Promise<T>): Promise<T> {
  return withLock(LOCK, run);
}
