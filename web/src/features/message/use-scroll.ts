import { nextTick, onBeforeUnmount, onMounted, readonly, shallowRef } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { geometryOf, restOf, type List } from './geometry.ts';
import { seqOf, type Row } from './model.ts';
import type { Place } from './places.ts';

/** Closer to the end than this is at the end: a thumb is no precise instrument. */
const END_WITHIN_PX = 48;
/** A second of a fast flick, so that it finds what comes next already there. */
const READ_AHEAD_PX = 3_000;
const FAR_FROM_PX = 320;
/** Rows that are measured may move the place this far; a reader's tools move it further. */
const MEASURED_PX = 200;

/** A row that is held at a distance below the upper edge, in pixels, until the reader moves. */
interface Hold {
  readonly key: string;
  readonly inset: number;
}

interface Parts {
  readonly scroller: Readonly<ShallowRef<HTMLElement | null>>;
  readonly list: Readonly<ShallowRef<List | null>>;
  readonly rows: Readonly<Ref<readonly Row[]>>;
  /** The last row is the newest of the chat. */
  readonly live: Readonly<Ref<boolean>>;
  readonly atEnd: Ref<boolean>;
  /** What comes in was missed: following it would carry the reader past where it begins. */
  readonly missed: Readonly<Ref<boolean>>;
  readonly nearStart: () => void;
  readonly nearEnd: () => void;
  /** The reader has the row with this index in view, whole. */
  readonly inView: (lowest: number) => void;
}

/** Where the reader is in a chat: stays at the end while they are there, stays put while they are not. */
export function useScroll({ scroller, list, rows, live, atEnd, missed, nearStart, nearEnd, inView }: Parts) {
  const farFromEnd = shallowRef(false);
  const placed = shallowRef(false);
  const topRow = shallowRef(0);
  let hold: Hold | null = null;
  let lastTop = 0;
  let lastHeight = 0;
  /** By the reader, since they were last put somewhere. */
  let touched = false;
  let width = 0;
  /** Placed, but not measured yet: what is in view is not known. */
  let landing = false;
  const { indexAt, offsetOf, drawnTop, lowestWhole, toReveal } = geometryOf(scroller, list);

  /** @param resting the reader has come to rest, as the list sees it */
  function onScroll(resting: boolean): void {
    const element = scroller.value;
    if (element === null || !placed.value || landing) return;
    const { scrollTop, scrollHeight } = element;
    const rest = restOf(element);
    // Whoever begins to go up is on their way, not at the end: it must not pull them back while they move.
    if (rest < END_WITHIN_PX && (resting || !touched || scrollTop > lastTop)) atEnd.value = live.value;
    // Only moving up leaves the end. Content that grows below does not, nor what measuring does to the place.
    else if (lastTop - scrollTop > (touched ? 0 : Math.max(0, lastHeight - scrollHeight) + MEASURED_PX))
      atEnd.value = false;
    lastHeight = scrollHeight;
    lastTop = scrollTop;
    look(element, rest);
  }

  function look(element: HTMLElement, rest: number): void {
    const { scrollTop } = element;
    farFromEnd.value = !live.value || (!atEnd.value && rest > FAR_FROM_PX);
    topRow.value = indexAt(scrollTop);
    if (scrollTop < READ_AHEAD_PX) nearStart();
    if (rest < READ_AHEAD_PX) nearEnd();
    inView(lowestWhole());
  }

  /** After anything has changed its size: the end stays the end, a row that is held stays where it is. */
  function stay(): void {
    const element = scroller.value;
    if (element === null || !placed.value) return;
    if (list.value?.viewportSize === 0) {
      // What is beside it, or a font, came after the rows were placed and before the list has measured them.
      if (landing) put(element);
      return;
    }
    if (landing) land(element);
    const turned = width !== 0 && element.clientWidth !== width;
    width = element.clientWidth;
    if (turned && !atEnd.value) hold ??= topHold();
    if (atEnd.value && live.value && !missed.value) element.scrollTop = element.scrollHeight;
    else if (hold !== null) keep(hold);
    lastTop = element.scrollTop;
    lastHeight = element.scrollHeight;
    look(element, restOf(element));
  }

  function keep({ key, inset }: Hold): void {
    const index = rows.value.findIndex((row) => row.key === key);
    const element = scroller.value;
    if (index < 0 || element === null) return;
    const top = offsetOf(index) - inset;
    if (Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
  }

  /**
   * Shows a row, or the end, and holds it while heights settle. All rows of a window that was just opened are drawn, one
   * below the other (virtua's `ssrCount`): where they are is known before they were measured.
   */
  function place(next: Hold | null): void {
    const element = scroller.value;
    if (element === null) return;
    touched = false;
    hold = next;
    landing = true;
    atEnd.value = next === null && live.value;
    put(element);
    width = element.clientWidth;
    placed.value = true;
  }

  function put(element: HTMLElement): void {
    if (touched) return;
    element.scrollTop = hold === null ? element.scrollHeight : drawnAt(hold.key) - hold.inset;
    lastTop = element.scrollTop;
  }

  /** The list has measured its rows since they were placed. */
  function land(element: HTMLElement): void {
    landing = false;
    // Whoever has scrolled meanwhile is where they want to be.
    if (!touched && hold === null) element.scrollTop = element.scrollHeight;
    else if (hold !== null) keep(hold);
    atEnd.value = live.value && restOf(element) < END_WITHIN_PX;
    // At the end one wants to see what comes; anywhere else the row one came for.
    if (atEnd.value) hold = null;
  }

  function drawnAt(key: string): number {
    return drawnTop(rows.value.findIndex((row) => row.key === key));
  }

  function stickToEnd(): void {
    hold = null;
    touched = false;
    atEnd.value = true;
    stay();
  }

  /** Whoever scrolls knows better where they want to be. */
  function release(): void {
    hold = null;
    touched = true;
  }

  function scrollBy(px: number): void {
    release();
    if (px < 0) atEnd.value = false;
    scroller.value?.scrollBy({ top: px });
  }

  /** Brings a row into view with as little movement as it takes. */
  function reveal(index: number, margin: number): void {
    release();
    const element = scroller.value;
    if (element !== null) element.scrollTop = toReveal(index, margin);
  }

  /** The first message in view, to come back to; null at the end, where there is nothing to come back to. */
  function whereItIs(): Place | null {
    const element = scroller.value;
    if (element === null || !placed.value || landing || atEnd.value) return null;
    for (let index = topRow.value; index < rows.value.length; index += 1) {
      const seq = seqOf(rows.value[index]);
      if (seq !== null) return { seq, inset: offsetOf(index) - element.scrollTop };
    }
    return null;
  }

  function topHold(): Hold | null {
    const row = rows.value[topRow.value];
    return row === undefined ? null : { key: row.key, inset: offsetOf(topRow.value) - lastTop };
  }

  /** In the frame in which rows were measured, before it is painted. */
  function settle(): void {
    void nextTick(stay);
  }

  const observer = new ResizeObserver(stay);
  onMounted(observe);
  onBeforeUnmount(() => observer.disconnect());

  function observe(): void {
    observer.disconnect();
    for (const element of [scroller.value, scroller.value?.lastElementChild]) if (element) observer.observe(element);
  }

  return {
    farFromEnd: readonly(farFromEnd),
    placed: readonly(placed),
    topRow: readonly(topRow),
    onScroll,
    observe,
    settle,
    place,
    stickToEnd,
    release,
    scrollBy,
    reveal,
    whereItIs,
  };
}
