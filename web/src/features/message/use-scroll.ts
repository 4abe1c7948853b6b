import { nextTick, onBeforeUnmount, onMounted, readonly, shallowRef } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { nextFrame } from './frames.ts';
import { geometryOf, restOf, type List } from './geometry.ts';
import { seqOf, type Row } from './model.ts';
import type { Place } from './places.ts';

/** Closer to the end than this is at the end: a thumb is no precise instrument. */
const END_WITHIN_PX = 48;
/** Two screens ahead, so that a fast flick finds what comes next already there. */
const READ_AHEAD_PX = 1_200;
const FAR_FROM_PX = 320;
/** Rows that are measured may move the place this far; a reader's tools move it further. */
const MEASURED_PX = 200;
/** Fonts and first measures settle within this many frames, or go on settling before the reader's eyes. */
const MOST_FRAMES = 12;

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
  let settling = 0;
  const { indexAt, offsetOf, lowestWhole, toReveal } = geometryOf(scroller, list);

  function onScroll(): void {
    const element = scroller.value;
    if (element === null || !placed.value) return;
    const { scrollTop, scrollHeight } = element;
    const rest = restOf(element);
    if (rest < END_WITHIN_PX) atEnd.value = live.value;
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

  /** Shows a row, or the end, and stays there while heights settle. */
  async function place(next: Hold | null): Promise<void> {
    const mine = (settling += 1);
    placed.value = false;
    touched = false;
    hold = next;
    await nextTick();
    for (let frame = 0, before = -1; frame < MOST_FRAMES; frame += 1) {
      await nextFrame();
      const element = scroller.value;
      if (element === null || mine !== settling) return;
      if (next === null) element.scrollTop = element.scrollHeight;
      else keep(next);
      if (Math.abs(element.scrollTop - before) < 1) break;
      before = element.scrollTop;
    }
    const element = scroller.value;
    if (element === null) return;
    atEnd.value = live.value && restOf(element) < END_WITHIN_PX;
    // At the end one wants to see what comes; anywhere else the row one came for.
    if (atEnd.value) hold = null;
    lastTop = element.scrollTop;
    width = element.clientWidth;
    placed.value = true;
    look(element, restOf(element));
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
    if (element === null || !placed.value || atEnd.value) return null;
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
