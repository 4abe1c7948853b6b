// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { i18n } from '../../locales/i18n.ts';
import { idOf, type Refusal } from '../../sync/acts.ts';
import { replica } from '../../sync/replica.ts';
import { closeStore, openStore } from '../../sync/store/account.ts';
import type { Database } from '../../sync/store/db.ts';
import { mirror } from '../../sync/store/mirror.ts';
import { chat } from '../../testing/records.ts';
import LeaveGroup from './LeaveGroup.vue';

const LEAVE = { kind: 'leave', chatId: 'hikers' } as const;
let db: Database;
let end: () => void;

beforeEach(async () => {
  db = await openStore(`User:${crypto.randomUUID()}`);
  ({ end } = mirror(db, replica));
});
afterEach(async () => {
  end();
  await db.delete();
  closeStore();
});

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: {} }] });
const open = () => mount(LeaveGroup, { props: { chat: chat() }, global: { plugins: [i18n, router] } });

/** What one can press outside of the dialog. */
const offers = (part: VueWrapper) => part.findAll('button').filter(({ element }) => element.closest('dialog') === null);

async function decided(refusal: Refusal | null): Promise<void> {
  await db.acts.add({ id: idOf(LEAVE), act: LEAVE, at: 0, refusal });
  await expect.poll(() => replica.acts.value.length).toBe(1);
}

it('says that one leaves when the server is back, and lets one stay', async () => {
  await decided(null);
  const part = open();
  expect(part.get('[role=status]').text()).toContain('as soon as the server can be reached');
  const [stay, ...others] = offers(part);
  expect(others).toEqual([]);
  await stay?.trigger('click');
  await expect.poll(() => part.find('[role=status]').exists()).toBe(false);
  expect(offers(part).map((button) => button.text())).toEqual(['Leave group']);
  expect(await db.acts.count()).toBe(0);
});

it('says why the server did not let one leave', async () => {
  await decided({ why: 'refused', words: 'Not from here.' });
  const part = open();
  expect(part.get('[role=alert]').text()).toContain('Not from here.');
  expect(offers(part).map((button) => button.text())).toEqual(['Try again', 'Stay in the group']);
});
