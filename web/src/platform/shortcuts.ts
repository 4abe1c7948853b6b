import { onScopeDispose } from 'vue';
import { isPressed } from '../lib/keystroke.ts';
import type { Keystroke } from '../lib/keystroke.ts';

export interface Shortcut<Id extends string = string> {
  readonly id: Id;
  /** Any of them. */
  readonly keys: readonly [Keystroke, ...Keystroke[]];
}

const shortcut = <Id extends string>(id: Id, ...keys: [Keystroke, ...Keystroke[]]): Shortcut<Id> => ({ id, keys });

/** What keys do wherever one is. What is pressed and what the list of shortcuts shows both come from here. */
export const SHORTCUTS = [
  shortcut('switch-chat', 'Mod+K'),
  shortcut('next-chat', 'Alt+ArrowDown'),
  shortcut('previous-chat', 'Alt+ArrowUp'),
  shortcut('next-unread', 'Alt+Shift+ArrowDown'),
  shortcut('previous-unread', 'Alt+Shift+ArrowUp'),
  shortcut('next-part', 'F6', 'Ctrl+F6'),
  shortcut('previous-part', 'Shift+F6', 'Ctrl+Shift+F6'),
  shortcut('leave', 'Escape'),
  shortcut('show-shortcuts', 'Mod+/'),
] as const;

/** What keys do in a list that has the focus. */
export const LIST_KEYS = [
  shortcut('next-row', 'ArrowDown'),
  shortcut('previous-row', 'ArrowUp'),
  shortcut('next-page', 'PageDown'),
  shortcut('previous-page', 'PageUp'),
  shortcut('first-row', 'Home'),
  shortcut('last-row', 'End'),
] as const;

/** What keys do besides on a message that has the focus. */
export const MESSAGE_KEYS = [
  shortcut('open-menu', 'Enter'),
  shortcut('pick', 'Space'),
  shortcut('copy-picked', 'Mod+C'),
] as const;

/** What keys do in the field where messages are written. */
export const WRITING_KEYS = [
  shortcut('send', 'Enter'),
  shortcut('new-line', 'Shift+Enter'),
  shortcut('read-back', 'PageUp'),
  shortcut('read-on', 'PageDown'),
] as const;

export type ShortcutId = (typeof SHORTCUTS)[number]['id'];

/** A Mac, an iPhone or an iPad, whose keyboards have a Cmd key. */
export const isMac = /^(Mac|iP)/.test(navigator.platform);

/** By shortcut: who would answer it, the newest first. */
const handlers = new Map<ShortcutId, readonly (() => void)[]>();

/** Answers shortcuts while the component lives. Of several that answer the same one, the newest does. */
export function useShortcuts(answers: Partial<Record<ShortcutId, () => void>>): void {
  const mine = SHORTCUTS.flatMap(({ id }) => {
    const run = answers[id];
    return run === undefined ? [] : [{ id, run }];
  });
  for (const { id, run } of mine) handlers.set(id, [run, ...(handlers.get(id) ?? [])]);
  onScopeDispose(() => {
    for (const { id, run } of mine) {
      handlers.set(
        id,
        (handlers.get(id) ?? []).filter((each) => each !== run),
      );
    }
  });
}

/** Does what its keys would do, for whoever prefers a button. */
export function runShortcut(id: ShortcutId): boolean {
  const run = handlers.get(id)?.[0];
  run?.();
  return run !== undefined;
}

export function listenForShortcuts(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || isComposing(event) || isTaken(event)) return;
    const id = pressed(SHORTCUTS, event);
    if (id !== null && runShortcut(id)) event.preventDefault();
  });
}

export function pressed<Id extends string>(shortcuts: readonly Shortcut<Id>[], event: KeyboardEvent): Id | null {
  return shortcuts.find(({ keys }) => keys.some((keystroke) => isPressed(keystroke, event, isMac)))?.id ?? null;
}

/** Letters are being put together: every key belongs to that. Safari says so of the last one by its code alone. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Somebody else has a use for this key: an open dialog for all of them, a field for those that move in its text. */
function isTaken(event: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  const field = textOf(event.target);
  if (field === null || /^F\d/.test(event.key)) return false;
  if (event.ctrlKey || event.metaKey) return false;
  // On a Mac Option and an arrow go through the paragraphs of what is written.
  return !event.altKey || (isMac && field !== '');
}

/** What stands in a field where text is typed; null for anything else. */
function textOf(target: EventTarget | null): string | null {
  if (target instanceof HTMLTextAreaElement) return target.value;
  if (target instanceof HTMLInputElement)
    return /^(checkbox|radio|button|range)$/.test(target.type) ? null : target.value;
  return target instanceof HTMLElement && target.isContentEditable ? target.innerText : null;
}
