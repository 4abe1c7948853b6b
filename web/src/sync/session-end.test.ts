// @vitest-environment node
import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LogOut } from './documents/session.ts';
import { textOf } from './graphql.ts';
import { send } from './outbox.ts';
import { leave, signIn } from './session-end.ts';
import { openStore } from './store/account.ts';
import { owesLogOut, setOwesLogOut, setSignedIn, signedIn, unfinishedWipes } from './store/device.ts';
import { finishWipes } from './store/wipe.ts';

let userId: string;
let storeName: string;
/** What a server that takes its time was asked, and how each is let go. */
let asked: { readonly query: string; readonly hangUp: () => void }[] = [];

beforeEach(async () => {
  userId = `User:${crypto.randomUUID()}`;
  storeName = (await openStore(userId)).name;
  await setSignedIn(userId);
  asked = [];
  vi.stubGlobal('fetch', (_url: string, { body }: { body: string }) => {
    const { query } = JSON.parse(body);
    return new Promise((_resolve, reject) => {
      asked.push({ query, hangUp: () => reject(new TypeError('Failed to fetch')) });
    });
  });
});
afterEach(() => vi.unstubAllGlobals());

it('who leaves is gone at once, also while something of theirs is still on its way', async () => {
  await send('hikers', 'one');
  await expect.poll(() => asked.length).toBe(1);
  const leaving = leave();
  await expect.poll(signedIn).toBeNull();
  expect([await unfinishedWipes(), await owesLogOut()]).toEqual([[userId], true]);
  asked[0]?.hangUp();
  await expect.poll(() => asked.at(-1)?.query).toBe(textOf(LogOut));
  asked.at(-1)?.hangUp();
  await leaving;
  expect([await Dexie.exists(storeName), await unfinishedWipes()]).toEqual([false, []]);
});

it('who left and was cut short is gone at the next start', async () => {
  await setOwesLogOut(true);
  await finishWipes();
  expect([await signedIn(), await Dexie.exists(storeName)]).toEqual([null, false]);
});

it('nobody comes in over a log-out that is still owed: it would be the new session that ends', async () => {
  await setOwesLogOut(true);
  const asks = vi.fn();
  const entering = signIn(asks);
  await expect.poll(() => asked.length).toBe(1);
  asked[0]?.hangUp();
  expect(await entering).toEqual({ ok: false, fault: 'unavailable' });
  expect(asks).not.toHaveBeenCalled();
});
