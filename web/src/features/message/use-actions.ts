import { nextTick, shallowRef } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { discard, retry } from '../../sync/outbox.ts';
import type MessageMenu from './MessageMenu.vue';
import type { Action } from './MessageMenu.vue';
import type { Bubble, Row } from './model.ts';

interface Parts {
  readonly menu: Readonly<ShallowRef<InstanceType<typeof MessageMenu> | null>>;
  readonly rows: Readonly<Ref<readonly Row[]>>;
  readonly toggle: (bubble: Bubble) => void;
  readonly copy: (bubbles: readonly Bubble[]) => Promise<boolean>;
  readonly focus: (index: number) => Promise<void>;
}

/** What a reader can do with one message. */
export function useActions({ menu, rows, toggle, copy, focus }: Parts) {
  const detailed = shallowRef<Bubble | null>(null);
  const detailing = shallowRef(false);

  const ACTIONS: Record<Action, (bubble: Bubble) => void> = {
    copy: (bubble) => void copy([bubble]),
    select: toggle,
    details: (bubble) => {
      detailed.value = bubble;
      detailing.value = true;
    },
    // An act goes by the uuid of the message it sends.
    retry: ({ key }) => void retry(key),
    discard: ({ key }) => void discard(key),
  };

  function openMenuAt(bubble: Bubble, x: number, y: number, over = y): void {
    void menu.value?.openAt(bubble, x, y, over);
  }

  /** By keyboard: under the bubble that has the focus. */
  function openMenuUnder(bubble: Bubble, target: EventTarget | null): void {
    const box = target instanceof Element ? (target.querySelector('.bubble') ?? target).getBoundingClientRect() : null;
    if (box !== null) openMenuAt(bubble, box.left, box.bottom, box.top);
  }

  function refocus(bubble: Bubble): void {
    void nextTick(() => focus(rows.value.findIndex(({ key }) => key === bubble.key)));
  }

  return {
    detailed,
    detailing,
    openMenuAt,
    openMenuUnder,
    refocus,
    act: (action: Action, bubble: Bubble) => ACTIONS[action](bubble),
  };
}
