import type { Ref } from 'vue';
import type { Bubble, Row } from './model.ts';
import { useLongPress } from './use-long-press.ts';

interface Verbs {
  readonly rows: Readonly<Ref<readonly Row[]>>;
  readonly selecting: Readonly<Ref<boolean>>;
  readonly toggle: (bubble: Bubble) => void;
  readonly menu: (bubble: Bubble, x: number, y: number) => void;
  readonly touched: (bubble: Bubble) => void;
}

/** What pointers do to messages, heard once for all of them. */
export function useRowEvents({ rows, selecting, toggle, menu, touched }: Verbs) {
  const press = useLongPress((event) => {
    const bubble = bubbleOf(event);
    if (bubble === null) return;
    if (selecting.value) toggle(bubble);
    else menu(bubble, event.clientX, event.clientY);
  });

  function bubbleOf({ target }: Event): Bubble | null {
    const key = target instanceof Element ? target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined;
    const row = rows.value.find((each) => each.key === key);
    return row?.row === 'bubble' ? row : null;
  }

  function onClick(event: MouseEvent): void {
    const bubble = bubbleOf(event);
    if (bubble === null) return;
    const more = isWithin(event, '[data-more]');
    if (more !== null) {
      const { left, bottom } = more.getBoundingClientRect();
      return menu(bubble, left, bottom);
    }
    const picks = event.ctrlKey || event.metaKey || selecting.value;
    if (!picks || (!selecting.value && isWithin(event, 'a, button') !== null)) return;
    event.preventDefault();
    toggle(bubble);
  }

  function onContextmenu(event: MouseEvent): void {
    const bubble = bubbleOf(event);
    // Marked text and addresses have a menu of the browser's that knows more about them.
    if (bubble === null || isWithin(event, 'a') !== null || getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    if (event instanceof PointerEvent && event.pointerType === 'touch') return;
    if (selecting.value) toggle(bubble);
    else menu(bubble, event.clientX, event.clientY);
  }

  function onFocusin(event: FocusEvent): void {
    const bubble = bubbleOf(event);
    if (bubble !== null) touched(bubble);
  }

  return {
    bubbleOf,
    onClickCapture: press.onClickCapture,
    listeners: {
      click: onClick,
      contextmenu: onContextmenu,
      focusin: onFocusin,
      pointerdown: press.onPointerdown,
      pointermove: press.onPointermove,
      pointerup: press.onPointerend,
      pointercancel: press.onPointerend,
    },
  };
}

function isWithin({ target }: Event, selector: string): Element | null {
  return target instanceof Element ? target.closest(selector) : null;
}
