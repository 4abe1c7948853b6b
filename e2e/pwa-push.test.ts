import { expect, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { readStores } from './device-store.ts';
import { pair } from './pair.ts';
import { lineOf, logOut, lookAway, makeGroup, message, type Person, write } from './person.ts';
import { workerOf, type WorkerHandle } from './worker.ts';

const browser = useBrowser();

/** Ann and Ben talk, and Ann's browser may ring. Perhaps she does something before her window goes behind another one. */
async function ringing(
  before: (ann: Person) => Promise<void> = async () => {},
): Promise<{ ann: Person; ben: Person; worker: WorkerHandle; chatId: string }> {
  const [ann, ben] = await pair(browser());
  await write(ben, 'Before all');
  await message(ann, 'Before all').waitFor();
  const { origin, pathname } = new URL(ann.page.url());
  await ann.page.context().grantPermissions(['notifications', 'background-sync'], { origin });
  await subscribed(ann);
  await before(ann);
  const worker = await workerOf(ann.page.context(), origin);
  return { ann, ben, worker, chatId: decodeURIComponent(pathname.split('/')[2] ?? '') };
}

/** The browser's own push service is far away: this device has asked to be rung all the same. */
async function subscribed({ page }: Person): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const device = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('ruggine-device');
      opening.addEventListener('success', () => resolve(opening.result));
    });
    const facts = device.transaction('facts', 'readwrite').objectStore('facts');
    await new Promise<void>((resolve) => {
      const reading = facts.get('account');
      reading.addEventListener('success', () => {
        facts.put({ key: 'rings-for', value: reading.result.value }).addEventListener('success', () => resolve());
      });
    });
    device.close();
  });
}

/** The newest place of a chat, as this device knows it. */
async function headOf({ page }: Person, chatId: string): Promise<number> {
  const { chats = [] } = await readStores<{ id: string; lastSeq: number }>(page, ['chats']);
  return chats.find(({ id }) => id === chatId)?.lastSeq ?? 0;
}

const pushed = (chatId: string, seq: number, more: object = {}) => ({
  v: 1,
  kind: 'MESSAGE',
  chatId,
  messageId: `m${seq}`,
  seq,
  unread: 1,
  ...more,
});

it('shows one notification for each chat, named as this device knows it, and takes it away when it was read elsewhere', async () => {
  const { worker, chatId } = await ringing(lookAway);
  await worker.push(pushed(chatId, 101));
  await expect.poll(worker.shown).toEqual([{ title: 'Ben', body: 'New message', tag: chatId }]);
  await worker.push(pushed(chatId, 102));
  await expect.poll(worker.shown).toEqual([{ title: 'Ben', body: '2 new messages', tag: chatId }]);
  await worker.push(pushed('elsewhere', 7, { sender: 'Cleo', title: 'Hikers', text: 'Who comes?' }));
  await expect
    .poll(async () => (await worker.shown()).map(({ body }) => body).sort())
    .toEqual(['2 new messages', 'Cleo: Who comes?']);

  await worker.push({ v: 1, kind: 'READ', chatId, seq: 101, unread: 1 });
  await worker.push({ v: 1, kind: 'INVITATION', invitationId: 'i', unread: 0, sender: 'Dora', title: 'Flat' });
  await expect.poll(async () => (await worker.shown()).length).toBe(3);
  await worker.push({ v: 1, kind: 'READ', chatId, seq: 102, unread: 0 });
  await expect.poll(async () => (await worker.shown()).map(({ tag }) => tag).sort()).toEqual(['elsewhere', 'i']);
});

it('takes the notification away when the chat is read here', async () => {
  const { ann, ben, worker, chatId } = await ringing(lookAway);
  await write(ben, 'Read me');
  await lineOf(ann, 'Read me').waitFor();
  await worker.push(pushed(chatId, await headOf(ann, chatId)));
  await expect.poll(async () => (await worker.shown()).length).toBe(1);
  await ann.page.bringToFront();
  await lineOf(ann, 'Ben').click();
  await message(ann, 'Read me').waitFor();
  await expect.poll(worker.shown).toEqual([]);
});

it('opens the chat in the window that is there', async () => {
  const { ann, worker, chatId } = await ringing();
  await ann.page.goto('/account');
  await worker.push(pushed(chatId, 101));
  await expect.poll(async () => (await worker.shown()).length).toBe(1);
  await worker.click(chatId);
  await message(ann, 'Before all').waitFor();
  expect(await worker.shown()).toEqual([]);
});

it('sends the reply that is typed into a notification, with the app closed, and marks as read', async () => {
  const { ann, ben, worker, chatId } = await ringing(lookAway);
  await write(ben, 'Coming?');
  await lineOf(ann, '1 unread').waitFor();
  await ann.page.close();
  await worker.push(pushed(chatId, 101));
  await expect.poll(async () => (await worker.shown()).length).toBe(1);
  await worker.click(chatId, 'reply', 'On my way');
  await message(ben, 'On my way').waitFor();
  await message(ben, 'Coming?').getByRole('img', { name: 'Read' }).waitFor();
  expect(await worker.shown()).toEqual([]);
});

it('says that a reply was not taken, where nobody looks at the chat', async () => {
  const { worker } = await ringing();
  await worker.push(pushed('Q2hhdDpub25l', 5, { sender: 'Cleo' }));
  await expect.poll(async () => (await worker.shown()).length).toBe(1);
  await worker.click('Q2hhdDpub25l', 'reply', 'Hello?');
  await expect
    .poll(async () => (await worker.shown()).map(({ title }) => title))
    .toEqual(['Your reply could not be sent']);
});

it('says nothing of an account that has left this device', async () => {
  const { ann, worker, chatId } = await ringing();
  await logOut(ann);
  await worker.push(pushed(chatId, 101, { sender: 'Ben', text: 'a secret' }));
  await expect.poll(worker.shown).toEqual([{ title: 'New message', body: '', tag: 'new' }]);
});

it('shows something for what it does not understand', async () => {
  const { worker } = await ringing();
  await worker.push('what is this');
  await expect.poll(worker.shown).toEqual([{ title: 'New message', body: '', tag: 'new' }]);
});

it('counts on the badge and in the title what is unread, over all chats', async () => {
  const { ann, ben } = await ringing();
  await ann.page.addInitScript(() => {
    Object.assign(globalThis, { badges: [] });
    const note = (count: number) => Reflect.get(globalThis, 'badges').push(count);
    navigator.setAppBadge = async (count) => note(count ?? -1);
    navigator.clearAppBadge = async () => note(0);
  });
  await ann.page.goto('/account');
  const badge = () => ann.page.evaluate(() => Reflect.get(globalThis, 'badges').at(-1));
  await expect.poll(badge).toBe(0);
  await write(ben, 'One');
  await write(ben, 'Two');
  // Before it stands there it is a draft, and would stay one when the page goes.
  await message(ben, 'Two').waitFor();
  await makeGroup(ben, 'Hikers', [ann.username]);
  await expect.poll(badge).toBe(2);
  await expect.poll(() => ann.page.title()).toMatch(/^\(2\) /);
  await ann.page.bringToFront();
  await lineOf(ann, 'Ben').click();
  await expect.poll(badge).toBe(0);
});
