import { computed, nextTick, shallowRef } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { nextFrame } from '../../platform/frames.ts';
import type { Bubble, Row } from './model.ts';

/** Below the line of the day that stays on top. */
const REVEAL_MARGIN_PX = 56;

interface Parts {
  readonly scroller: Readonly<ShallowRef<HTMLElement | null>>;
  readonly rows: Readonly<Ref<readonly Row[]>>;
  readonly reveal: (index: number, margin: number) => void;
  readonly scrollBy: (px: number) => void;
  readonly visible: () => { readonly first: number; readonly last: number };
  readonly toStart: () => Promise<void>;
  readonly toEnd: () => Promise<void>;
}

/** One tab stop for all messages; arrows move it among them. */
export function useRoving({ scroller, rows, reveal, scrollBy, visible, toStart, toEnd }: Parts) {
  const key = shallowRef<string | null>(null);

  /** Where the tab key arrives: at the message one was at, else at the newest that is here. */
  const active = computed(() => {
    const at = rows.value.findIndex((row) => isStop(row) && row.key === key.value);
    return at >= 0 ? at : rows.value.findLastIndex(isStop);
  });
  const activeKey = computed(() => rows.value[active.value]?.key ?? null);

  async function focus(index: number): Promise<void> {
    const row = rows.value[index];
    if (row === undefined) return;
    key.value = row.key;
    await nextTick();
    reveal(index, REVEAL_MARGIN_PX);
    // A row that was not in the page comes into it with one of the next frames.
    for (let frame = 0; frame < 4 && !focusNow(row.key); frame += 1) await nextFrame();
  }

  function focusNow(of: string): boolean {
    const element = scroller.value?.querySelector<HTMLElement>(`[data-key="${CSS.escape(of)}"]`);
    element?.focus({ preventScroll: true });
    return element !== null && element !== undefined && document.activeElement === element;
  }

  function stopFrom(index: number, step: 1 | -1): number {
    for (let at = index; at >= 0 && at < rows.value.length; at += step) if (isStop(rows.value[at])) return at;
    return -1;
  }

  function move(step: 1 | -1): Promise<void> {
    const next = stopFrom(active.value + step, step);
    return next < 0 ? Promise.resolve() : focus(next);
  }

  async function page(direction: 1 | -1): Promise<void> {
    scrollBy(direction * (scroller.value?.clientHeight ?? 0) * 0.85);
    await nextFrame();
    const { first, last } = visible();
    const next = direction > 0 ? stopFrom(last, -1) : stopFrom(first, 1);
    if (next >= 0) await focus(next);
  }

  async function edge(go: () => Promise<void>, from: () => number, step: 1 | -1): Promise<void> {
    await go();
    await nextFrame();
    const next = stopFrom(from(), step);
    if (next >= 0) await focus(next);
  }

  /** @returns whether the key meant something here */
  function onKey({ key: pressed, altKey, metaKey }: KeyboardEvent): boolean {
    if (altKey || metaKey) return false;
    const moves: Record<string, () => Promise<void>> = {
      ArrowUp: () => move(-1),
      ArrowDown: () => move(1),
      PageUp: () => page(-1),
      PageDown: () => page(1),
      Home: () => edge(toStart, () => 0, 1),
      End: () => edge(toEnd, () => rows.value.length - 1, -1),
    };
    void moves[pressed]?.();
    return pressed in moves;
  }

  return { active, activeKey, onKey, focus, come: (row: Bubble) => (key.value = row.key) };
}

function isStop(row: Row | undefined): row is Bubble {
  return row?.row === 'bubble';
}
