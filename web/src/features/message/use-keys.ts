import { MESSAGE_KEYS, pressed } from '../../platform/shortcuts.ts';
import type { Bubble } from './model.ts';

interface Verbs {
  readonly bubbleOf: (event: Event) => Bubble | null;
  readonly selecting: () => boolean;
  readonly toggle: (bubble: Bubble) => void;
  readonly cancel: () => void;
  readonly copy: () => void;
  readonly menu: (bubble: Bubble, target: EventTarget | null) => void;
  readonly toEnd: () => void;
  /** A letter is meant for the message one is about to write. */
  readonly type: () => void;
  /** @returns whether the key moved the focus */
  readonly move: (event: KeyboardEvent) => boolean;
}

/** What keys do in a conversation. */
export function useKeys({ bubbleOf, selecting, toggle, cancel, copy, menu, toEnd, type, move }: Verbs) {
  /** @returns whether the key meant something */
  function press(event: KeyboardEvent): boolean {
    const { key, target } = event;
    if (key === 'Escape') {
      if (selecting()) cancel();
      else toEnd();
      return true;
    }
    const wish = pressed(MESSAGE_KEYS, event);
    if (wish === 'copy-picked') {
      if (selecting()) copy();
      return selecting();
    }
    const inside = target instanceof Element && target.closest('a, button') !== null;
    const bubble = inside ? null : bubbleOf(event);
    if (bubble !== null && wish !== null) {
      if (wish === 'pick') toggle(bubble);
      else menu(bubble, target);
      return true;
    }
    if (isLetter(event)) type();
    return move(event);
  }

  return function onKeydown(event: KeyboardEvent): void {
    if (press(event)) event.preventDefault();
  };
}

function isLetter({ key, ctrlKey, altKey, metaKey, isComposing }: KeyboardEvent): boolean {
  return [...key].length === 1 && key !== ' ' && !ctrlKey && !altKey && !metaKey && !isComposing;
}
