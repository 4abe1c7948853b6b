// @vitest-environment happy-dom
import { effectScope } from 'vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { en } from '../locales/en.ts';
import {
  LIST_KEYS,
  listenForShortcuts,
  MESSAGE_KEYS,
  runShortcut,
  SHORTCUTS,
  useShortcuts,
  WRITING_KEYS,
} from './shortcuts.ts';

listenForShortcuts();

/** Somebody who answers shortcuts until they leave. */
function page(answers: Parameters<typeof useShortcuts>[0]) {
  const scope = effectScope();
  scope.run(() => useShortcuts(answers));
  leaving.push(() => scope.stop());
  return scope;
}

const leaving: (() => void)[] = [];

afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
  document.body.replaceChildren();
});

function press(key: string, held: KeyboardEventInit = {}, target: EventTarget = document.body) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held });
  target.dispatchEvent(event);
  return event;
}

function field(value: string): HTMLTextAreaElement {
  const element = document.body.appendChild(document.createElement('textarea'));
  element.value = value;
  return element;
}

describe('a shortcut', () => {
  it('is answered by whoever came last, and by the one before when they leave', () => {
    const [shell, chat] = [vi.fn(), vi.fn()];
    page({ leave: shell });
    const inner = page({ leave: chat });
    expect(press('Escape').defaultPrevented).toBe(true);
    inner.stop();
    press('Escape');
    expect([chat.mock.calls.length, shell.mock.calls.length]).toEqual([1, 1]);
  });

  it('is left to the browser when nobody answers', () => {
    expect(press('F6').defaultPrevented).toBe(false);
    expect(runShortcut('next-part')).toBe(false);
  });

  it('does nothing while letters are put together, or when the key was used already', () => {
    const run = vi.fn();
    page({ leave: run, 'next-part': run });
    press('Escape', { isComposing: true });
    const target = field('');
    target.addEventListener('keydown', (event) => event.preventDefault());
    press('F6', {}, target);
    expect(run).not.toHaveBeenCalled();
  });

  it('leaves a field the keys that mean something in it', () => {
    const run = vi.fn();
    page({ leave: run, 'next-chat': run, 'switch-chat': run, 'next-part': run });
    press('Escape', {}, field('half a word'));
    expect(run).not.toHaveBeenCalled();
    press('ArrowDown', { altKey: true }, field('half a word'));
    press('k', { ctrlKey: true }, field('half a word'));
    press('F6', {}, field('half a word'));
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('waits while a dialog is open', () => {
    const run = vi.fn();
    page({ 'switch-chat': run });
    const dialog = document.body.appendChild(document.createElement('dialog'));
    dialog.setAttribute('open', '');
    press('k', { ctrlKey: true });
    expect(run).not.toHaveBeenCalled();
  });
});

it('has words for every shortcut, and no keys twice in one place', () => {
  const all = [...SHORTCUTS, ...LIST_KEYS, ...MESSAGE_KEYS, ...WRITING_KEYS];
  expect(Object.keys(en.navigation.shortcuts)).toEqual(expect.arrayContaining(all.map(({ id }) => id)));
  for (const place of [[...LIST_KEYS, ...MESSAGE_KEYS], WRITING_KEYS]) {
    const keys = [...SHORTCUTS, ...place].flatMap((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
  }
});
