import { shallowRef } from 'vue';
import type { ShallowRef } from 'vue';

export interface Tip {
  readonly anchor: HTMLElement;
  readonly words: string;
}

const AFTER_MS = 500;

const current = shallowRef<Tip | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export const tip: Readonly<ShallowRef<Tip | null>> = current;

/**
 * What carries `data-tip` is named in sight when a mouse rests on it or the keyboard comes to it. One listener for all of
 * them, so that nothing has to be wrapped; the part that draws is loaded with the first tip.
 */
export function watchTips(): void {
  document.addEventListener('pointerover', (event) => {
    if (event.pointerType === 'mouse') later(anchorOf(event.target));
  });
  document.addEventListener('focusin', ({ target }) => {
    const anchor = anchorOf(target);
    if (anchor?.matches(':focus-visible') === true) later(anchor);
  });
  for (const name of ['focusout', 'pointerdown']) document.addEventListener(name, hideTip, { capture: true });
  // What moves away from under its tip loses it; what was just reached by scrolling may still get one.
  document.addEventListener('scroll', () => (current.value = null), { capture: true });
}

export function hideTip(): void {
  clearTimeout(timer);
  current.value = null;
}

function later(anchor: HTMLElement | null): void {
  if (anchor === current.value?.anchor) return;
  hideTip();
  if (anchor === null) return;
  const words = anchor.dataset['tip'];
  if (words !== undefined) timer = setTimeout(() => (current.value = { anchor, words }), AFTER_MS);
}

function anchorOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null;
}
