// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { openDatabase } from './db.ts';
import { setSignedIn } from './device.ts';
import { glimpse } from './glimpse.ts';

const me = { user: { id: 'ada', username: 'ada', displayName: 'Ada' }, sessionId: 's1' };

it('sees nothing where nobody is, and leaves no store behind', async () => {
  expect(await glimpse()).toBeNull();
  expect(await indexedDB.databases()).toEqual([]);
});

it('sees nothing of an account whose store is gone, and makes none', async () => {
  await setSignedIn('gone');
  expect(await glimpse()).toBeNull();
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('ruggine:gone');
});

it('sees what is kept of who is signed in, drafts included', async () => {
  await setSignedIn('ada');
  const db = await openDatabase('ada');
  expect(await glimpse()).toBeNull();
  await db.facts.put({ key: 'me', value: me });
  await db.drafts.put({ chatId: 'c1', text: 'Not yet', at: 1 });
  const seen = await glimpse();
  expect(seen?.facts).toEqual([{ key: 'me', value: me }]);
  expect(seen?.drafts).toEqual([{ chatId: 'c1', text: 'Not yet', at: 1 }]);
  await setSignedIn(null);
  expect(await glimpse()).toBeNull();
});

it('leaves a store that a later version has written to those who can say so', async () => {
  const written = new Promise<void>((resolve) => {
    const opening = indexedDB.open('ruggine:later', 20);
    opening.addEventListener('upgradeneeded', () => {
      for (const name of ['facts', 'chats', 'invitations', 'acts', 'drafts']) opening.result.createObjectStore(name);
      opening.transaction?.objectStore('facts').put({ key: 'me', value: me }, 'me');
    });
    opening.addEventListener('success', () => resolve(opening.result.close()));
  });
  await written;
  await setSignedIn('later');
  expect(await glimpse()).toBeNull();
});
