import { describe, expect, it } from 'vitest';
import { isPressed, keyCaps } from './keystroke.ts';

function press(
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
  code = '',
) {
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held };
}

describe('a keystroke', () => {
  it('is Cmd on a Mac and Ctrl elsewhere', () => {
    expect(isPressed('Mod+K', press('k', { ctrlKey: true }), false)).toBe(true);
    expect(isPressed('Mod+K', press('k', { metaKey: true }), false)).toBe(false);
    expect(isPressed('Mod+K', press('k', { metaKey: true }), true)).toBe(true);
    expect(isPressed('Mod+K', press('k', { ctrlKey: true }), true)).toBe(false);
  });

  it('is those keys and no more', () => {
    expect(isPressed('Alt+ArrowDown', press('ArrowDown', { altKey: true }), false)).toBe(true);
    expect(isPressed('Alt+ArrowDown', press('ArrowDown', { altKey: true, shiftKey: true }), false)).toBe(false);
    expect(isPressed('Alt+Shift+ArrowDown', press('ArrowDown', { altKey: true, shiftKey: true }), false)).toBe(true);
    // AltGr is Ctrl and Alt to Windows.
    expect(isPressed('Mod+K', press('k', { ctrlKey: true, altKey: true }), false)).toBe(false);
  });

  it('is the same under Caps Lock, another alphabet, and where a sign takes Shift', () => {
    expect(isPressed('Mod+K', press('K', { ctrlKey: true }), false)).toBe(true);
    expect(isPressed('Mod+K', press('л', { ctrlKey: true }, 'KeyK'), false)).toBe(true);
    expect(isPressed('Mod+/', press('/', { ctrlKey: true, shiftKey: true }, 'Digit7'), false)).toBe(true);
  });

  it('is not the key that holds another letter here', () => {
    // On a Dvorak keyboard the key of K types T.
    expect(isPressed('Mod+K', press('t', { ctrlKey: true }, 'KeyK'), false)).toBe(false);
  });

  it('is shown as printed on the keys', () => {
    expect(keyCaps('Mod+K', false)).toEqual(['Ctrl', 'K']);
    expect(keyCaps('Mod+K', true)).toEqual(['⌘', 'K']);
    expect(keyCaps('Alt+Shift+ArrowUp', false)).toEqual(['Alt', 'Shift', '↑']);
  });
});
