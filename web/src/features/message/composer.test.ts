// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { i18n } from '../../locales/i18n.ts';
import { drafts } from '../../sync/drafts.ts';
import { outbox } from '../../sync/sending.ts';
import MessageComposer from './MessageComposer.vue';

const open = (chatId = 'hikers') =>
  mount(MessageComposer, { props: { chatId, title: 'Sunday hikers' }, global: { plugins: [i18n] } });
const waiting = () => [...outbox.pendings.values()].map(({ text }) => text);

async function type(composer: VueWrapper, text: string, key: Record<string, unknown> = {}): Promise<void> {
  await composer.get('textarea').setValue(text);
  await composer.get('textarea').trigger('keydown', { key: 'Enter', ...key });
}

beforeEach(() => {
  // A server that never answers: what is sent stays in the outbox, to be looked at.
  vi.stubGlobal('fetch', () => new Promise(() => {}));
  outbox.clear();
  drafts.clear();
});

describe('the composer', () => {
  it('sends on Enter and is empty again', async () => {
    const composer = open();
    await type(composer, '  Hello  ');
    expect(waiting()).toEqual(['Hello']);
    expect(composer.get('textarea').element.value).toBe('');
  });

  it('breaks the line on Shift+Enter', async () => {
    await type(open(), 'Hello', { shiftKey: true });
    expect(waiting()).toEqual([]);
  });

  it('leaves Enter to whoever is composing letters', async () => {
    await type(open(), 'こんにちは', { isComposing: true });
    expect(waiting()).toEqual([]);
  });

  it('sends nothing for nothing', async () => {
    const composer = open();
    await type(composer, ' \n ');
    expect(waiting()).toEqual([]);
    expect(composer.get('button').attributes('disabled')).toBeDefined();
  });

  it('says how much is too much instead of cutting it off', async () => {
    const composer = open();
    await type(composer, 'x'.repeat(8_003));
    expect(waiting()).toEqual([]);
    expect(composer.text()).toContain('3 characters too long');
  });

  it('keeps a draft for each chat until it is sent', async () => {
    const composer = open();
    await composer.get('textarea').setValue('Perhaps');
    composer.unmount();
    expect(open('flat').get('textarea').element.value).toBe('');
    const again = open();
    expect(again.get('textarea').element.value).toBe('Perhaps');
    await type(again, 'Perhaps not');
    expect(drafts.has('hikers')).toBe(false);
  });
});
