import type { ShallowRef } from 'vue';
import type { Virtualizer } from 'virtua/vue';

export type List = InstanceType<typeof Virtualizer>;

/** A message of which no more than this is cut off has been seen. */
const CUT_PX = 24;

/** Where rows are, in pixels from the top of what is scrolled: measured for those that were on the screen, estimated for others. */
export function geometryOf(
  scroller: Readonly<ShallowRef<HTMLElement | null>>,
  list: Readonly<ShallowRef<List | null>>,
) {
  /** Above the list there is room while it does not fill the screen. */
  function listTop(): number {
    const root = scroller.value?.lastElementChild;
    return root instanceof HTMLElement ? root.offsetTop : 0;
  }

  function indexAt(top: number): number {
    return list.value?.findItemIndex(top - listTop()) ?? 0;
  }

  function offsetOf(index: number): number {
    return (list.value?.getItemOffset(index) ?? 0) + listTop();
  }

  /** Of a row in a list of which all rows are drawn in the flow. */
  function drawnTop(index: number): number {
    const row = scroller.value?.lastElementChild?.children[index];
    return row instanceof HTMLElement ? row.offsetTop + listTop() : 0;
  }

  function bottomOf(index: number): number {
    return offsetOf(index) + (list.value?.getItemSize(index) ?? 0);
  }

  /** The last row that is in view to its end, or that fills the view. */
  function lowestWhole(): number {
    const { scrollTop, clientHeight } = scroller.value ?? { scrollTop: 0, clientHeight: 0 };
    const bottom = scrollTop + clientHeight;
    const index = indexAt(bottom - 1);
    const cut = bottomOf(index) - bottom > CUT_PX && offsetOf(index) > scrollTop;
    return cut ? index - 1 : index;
  }

  /** The least movement after which a row is in view, with some room around it. */
  function toReveal(index: number, margin: number): number {
    const { scrollTop, clientHeight } = scroller.value ?? { scrollTop: 0, clientHeight: 0 };
    const top = offsetOf(index) - margin;
    const bottom = bottomOf(index) + margin / 2 - clientHeight;
    if (top < scrollTop) return top;
    return bottom > scrollTop ? Math.min(top, bottom) : scrollTop;
  }

  return { indexAt, offsetOf, drawnTop, lowestWhole, toReveal };
}

/** What is left below what is in view. */
export function restOf({ scrollTop, scrollHeight, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}
