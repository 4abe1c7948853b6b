// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { follow } from './following.ts';
import { nap, wake } from './hurry.ts';
import { openDatabase, type Database } from './store/db.ts';

let db: Database;

beforeEach(async () => {
  db = await openDatabase(`User:${crypto.randomUUID()}`);
  // Nobody listens there.
  vi.stubGlobal('location', { origin: 'http://127.0.0.1:1' });
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await db.delete();
});

/** How many listen to a signal from now on. */
function listenersOn(signal: AbortSignal): () => number {
  const came = vi.spyOn(signal, 'addEventListener');
  const went = vi.spyOn(signal, 'removeEventListener');
  return () => came.mock.calls.length - went.mock.calls.length;
}

it('leaves nothing of a line that has ended, however many attempts there are', async () => {
  const life = new AbortController();
  const listening = listenersOn(life.signal);
  const left: number[] = [];
  await follow(db, {
    signal: life.signal,
    link: (link) => {
      if (link === 'down') left.push(listening());
      if (left.length === 5) life.abort();
    },
    heard: () => {},
    run: () => {},
  });
  expect(left).toEqual([0, 0, 0, 0, 0]);
});

it('opens no line for a life that is over', async () => {
  const opened = vi.fn<typeof WebSocket>();
  vi.stubGlobal('WebSocket', opened);
  const life = new AbortController();
  const following = follow(db, { signal: life.signal, link: () => {}, heard: () => {}, run: () => {} });
  life.abort();
  await following;
  expect(opened).not.toHaveBeenCalled();
});

it('a hurry ends every pause, and a pause leaves nothing behind', async () => {
  const life = new AbortController();
  const listening = listenersOn(life.signal);
  const pauses = [nap(60_000, life.signal), nap(60_000, life.signal)];
  wake();
  await Promise.all(pauses);
  expect(listening()).toBe(0);
});
