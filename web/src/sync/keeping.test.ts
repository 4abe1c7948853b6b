// @vitest-environment node
import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterEach, expect, it, vi } from 'vitest';
import { ann } from '../testing/records.ts';
import { faults, start } from './engine.ts';
import { endLife, phase, setPhase } from './phase.ts';
import { closeStore, store } from './store/account.ts';
import { reopenDevice, setSignedIn, signedIn } from './store/device.ts';
import { finishWipes } from './store/wipe.ts';

// What a page has and Node has not; there is no server, and one window that holds the line for ever.
vi.hoisted(() => {
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('fetch', () => new Promise(() => {}));
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      postMessage() {}
      addEventListener() {}
      close() {}
    },
  );
  vi.stubGlobal('navigator', { locks: { request: () => new Promise(() => {}) } });
});

afterEach(async () => {
  endLife();
  vi.restoreAllMocks();
  closeStore();
  for (const name of await Dexie.getDatabaseNames()) await Dexie.delete(name);
  reopenDevice();
  setPhase({ at: 'starting' });
});

/** The server, once it answers: Ann is signed in. */
function annIsThere(): void {
  const none = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
  const viewer = {
    cursor: 'anew',
    user: ann,
    session: { id: 'Session:1' },
    settings: { presenceVisibility: 'EVERYONE' },
    chats: none,
    invitations: none,
    sentInvitations: none,
  };
  vi.stubGlobal('fetch', async () => Response.json({ data: { viewer } }));
}

it('asks the server when the store of who is signed in was emptied', async () => {
  annIsThere();
  await setSignedIn(ann.id);
  void start();
  await expect.poll(() => phase.value.at).toBe('ready');
  expect(await store.value?.facts.get('cursor')).toMatchObject({ value: 'anew' });
});

it('a window that starts while another signs in leaves the new store alone', async () => {
  const opened = Promise.withResolvers<void>();
  annIsThere();
  const open = indexedDB.open.bind(indexedDB);
  vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
    if (name === `ruggine:${ann.id}`) opened.resolve();
    return open(name, version);
  });
  void start();
  await opened.promise;
  expect(await signedIn()).toBe(ann.id);
  await finishWipes();
  await expect.poll(() => phase.value.at).toBe('ready');
  expect(await Dexie.exists(`ruggine:${ann.id}`)).toBe(true);
});

it('says that a browser keeps nothing for us, at once when it bars us', async () => {
  reopenDevice();
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('Barred.', 'SecurityError');
  });
  const broken = vi.spyOn(faults, 'broken').mockReturnValue();
  await start();
  expect(broken).toHaveBeenCalledOnce();
});

it('says so in the end when it takes everything away time after time, whichever start it was', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('Lost.', 'UnknownError');
  });
  const broken = vi.spyOn(faults, 'broken').mockReturnValue();
  reopenDevice();
  await start();
  expect(broken).not.toHaveBeenCalled();
  await expect.poll(() => broken.mock.calls.length, { timeout: 10_000 }).toBe(1);
}, 15_000);
