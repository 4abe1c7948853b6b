import { onScopeDispose } from 'vue';

const HELD_FOR_MS = 450;
/** A finger never lies quite still. */
const STILL_WITHIN_PX = 10;

/** A finger that stays where it is. Browsers for phones differ in what they tell about it, so the time is taken here. */
export function useLongPress(pressed: (event: PointerEvent) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  /** The click that ends a long press is none. */
  let spent = false;

  function onPointerdown(event: PointerEvent): void {
    spent = false;
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    from = { x: event.clientX, y: event.clientY };
    clearTimeout(timer);
    timer = setTimeout(() => {
      spent = true;
      pressed(event);
    }, HELD_FOR_MS);
  }

  function onPointermove({ clientX, clientY }: PointerEvent): void {
    if (Math.hypot(clientX - from.x, clientY - from.y) > STILL_WITHIN_PX) clearTimeout(timer);
  }

  function onPointerend(): void {
    clearTimeout(timer);
  }

  function onClickCapture(event: Event): void {
    if (!spent) return;
    spent = false;
    event.preventDefault();
    event.stopPropagation();
  }

  onScopeDispose(onPointerend);
  return { onPointerdown, onPointermove, onPointerend, onClickCapture };
}
