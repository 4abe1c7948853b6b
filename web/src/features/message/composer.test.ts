// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { mount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { i18n } from '../../locales/i18n.ts';
import { drafts } from '../../sync/drafts.ts';
import { closeStore, openStore } from '../../sync/store/account.ts';
import type { Database } from '../../sync/store/db.ts';
import MessageComposer from './MessageComposer.vue';

let db: Database;

const open = (chatId = 'hikers') =>
  mount(MessageComposer, { props: { chatId, title: 'Sunday hikers' }, global: { plugins: [i18n] } });
const waiting = async () => (await db.acts.toArray()).map(({ act }) => (act.kind === 'send' ? act.text : act.kind));
const kept = async () => (await db.drafts.get('hikers'))?.text ?? null;

async function type(composer: VueWrapper, text: string, key: Record<string, unknown> = {}): Promise<void> {
  await composer.get('textarea').setValue(text);
  await composer.get('textarea').trigger('keydown', { key: 'Enter', ...key });
}

beforeEach(async () => {
  // A server that never answers: what is sent stays in the outbox, to be looked at.
  vi.stubGlobal('fetch', () => new Promise(() => {}));
  Object.defineProperty(navigator, 'locks', { value: { request: () => new Promise(() => {}) }, configurable: true });
  db = await openStore(`User:${crypto.randomUUID()}`);
  drafts.clear();
});
afterEach(async () => {
  await db.delete();
  closeStore();
});

describe('the composer', () => {
  it('sends on Enter and is empty again', async () => {
    const composer = open();
    await type(composer, '  Hello  ');
    await expect.poll(waiting).toEqual(['Hello']);
    expect(composer.get('textarea').element.value).toBe('');
  });

  it('breaks the line on Shift+Enter', async () => {
    await type(open(), 'Hello', { shiftKey: true });
    expect(await waiting()).toEqual([]);
  });

  it('leaves Enter to whoever is composing letters', async () => {
    await type(open(), 'こんにちは', { isComposing: true });
    expect(await waiting()).toEqual([]);
  });

  it('sends nothing for nothing', async () => {
    const composer = open();
    await type(composer, ' \n ');
    expect(await waiting()).toEqual([]);
    expect(composer.get('button').attributes('disabled')).toBeDefined();
  });

  it('says how much is too much instead of cutting it off', async () => {
    const composer = open();
    await type(composer, 'x'.repeat(8_003));
    expect(await waiting()).toEqual([]);
    expect(composer.text()).toContain('3 characters too long');
  });

  it('keeps a draft for each chat, at every keystroke, until it is sent', async () => {
    const composer = open();
    for (const typed of ['P', 'Pe', 'Perhaps']) {
      composer.get('textarea').element.value = typed;
      composer.get('textarea').element.dispatchEvent(new Event('input'));
      expect(drafts.get('hikers')).toBe(typed);
      await expect.poll(kept).toBe(typed);
    }
    composer.unmount();
    expect(open('flat').get('textarea').element.value).toBe('');
    const again = open();
    expect(again.get('textarea').element.value).toBe('Perhaps');
    await type(again, 'Perhaps not');
    expect(drafts.has('hikers')).toBe(false);
    await expect.poll(waiting).toEqual(['Perhaps not']);
    expect(await kept()).toBeNull();
    expect(open().get('textarea').element.value).toBe('');
  });

  it('takes a draft that the device brings a moment later, unless one has begun to type', async () => {
    const [fresh, begun] = [open(), open('flat')];
    await begun.get('textarea').setValue('x');
    await begun.get('textarea').setValue('');
    for (const chatId of ['hikers', 'flat']) drafts.set(chatId, 'From before');
    await fresh.vm.$nextTick();
    expect(fresh.get('textarea').element.value).toBe('From before');
    expect(begun.get('textarea').element.value).toBe('');
  });

  it('follows what another window types and sends, until one types here, and again once that is sent', async () => {
    const composer = open();
    const shown = async () => {
      await composer.vm.$nextTick();
      return composer.get('textarea').element.value;
    };
    drafts.set('hikers', 'From the other');
    expect(await shown()).toBe('From the other');
    expect(await kept()).toBeNull();
    drafts.delete('hikers');
    expect(await shown()).toBe('');
    await composer.get('textarea').trigger('keydown', { key: 'Enter' });
    expect(await waiting()).toEqual([]);
    await composer.get('textarea').setValue('Mine');
    drafts.set('hikers', 'Of the other');
    expect(await shown()).toBe('Mine');
    await type(composer, 'Mine, whole');
    await expect.poll(() => composer.emitted('sent')).toHaveLength(1);
    drafts.set('hikers', 'The next');
    expect(await shown()).toBe('The next');
  });

  it('keeps the draft until the message is kept in its place', async () => {
    const composer = open();
    await composer.get('textarea').setValue('Hello');
    await expect.poll(kept).toBe('Hello');
    const full = vi.spyOn(db.acts, 'add').mockImplementation(() => {
      throw new DOMException('There is no room.', 'QuotaExceededError');
    });
    await composer.get('textarea').trigger('keydown', { key: 'Enter' });
    await expect.poll(() => full.mock.calls.length).toBe(1);
    await expect.poll(() => composer.get('textarea').element.value).toBe('Hello');
    expect([await kept(), drafts.get('hikers')]).toEqual(['Hello', 'Hello']);
    full.mockRestore();
    await composer.get('textarea').trigger('keydown', { key: 'Enter' });
    await expect.poll(waiting).toEqual(['Hello']);
    expect(await kept()).toBeNull();
  });

  it('turns the pages of the conversation', async () => {
    const composer = open();
    await composer.get('textarea').trigger('keydown', { key: 'PageUp' });
    await composer.get('textarea').trigger('keydown', { key: 'PageDown' });
    expect(composer.emitted('page')).toEqual([[-1], [1]]);
  });
});
