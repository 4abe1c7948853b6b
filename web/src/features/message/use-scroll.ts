import { nextTick, onBeforeUnmount, onMounted, readonly, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import type { Virtualizer } from 'virtua/vue';
import type { Row } from './model.ts';

type List = InstanceType<typeof Virtualizer>;

/** Closer to the end than this is at the end: a thumb is no precise instrument. */
const END_WITHIN_PX = 48;
/** Two screens ahead, so that a fast flick finds older messages already there. */
const LOAD_OLDER_WITHIN_PX = 1_200;
const JUMP_BUTTON_FROM_PX = 320;
/** What stays visible above the line where the new messages begin. */
const READ_BEFORE_NEW_PX = 96;

interface Parts {
  readonly scroller: Readonly<ShallowRef<HTMLElement | null>>;
  readonly list: Readonly<ShallowRef<List | null>>;
  readonly rows: Readonly<Ref<readonly Row[]>>;
  readonly loaded: Readonly<Ref<boolean>>;
  readonly nearTop: () => void;
}

/** Where the reader is in a chat: stays at the end while they are there, stays put while they are not. */
export function useScroll({ scroller, list, rows, loaded, nearTop }: Parts) {
  const atEnd = shallowRef(true);
  const farFromEnd = shallowRef(false);
  const placed = shallowRef(false);
  const shift = shallowRef(false);
  const topRow = shallowRef(0);
  let lastTop = 0;

  function onScroll(): void {
    const element = scroller.value;
    if (element === null || !placed.value) return;
    const { scrollTop } = element;
    const rest = restOf(element);
    if (rest < END_WITHIN_PX) atEnd.value = true;
    // Only moving up leaves the end; content that grows below does not.
    else if (scrollTop < lastTop) atEnd.value = false;
    farFromEnd.value = !atEnd.value && rest > JUMP_BUTTON_FROM_PX;
    topRow.value = list.value?.findItemIndex(scrollTop) ?? 0;
    lastTop = scrollTop;
    if (scrollTop < LOAD_OLDER_WITHIN_PX) nearTop();
  }

  function stayAtEnd(): void {
    const element = scroller.value;
    if (element === null || !placed.value) return;
    if (atEnd.value) element.scrollTop = element.scrollHeight;
    else if (element.scrollTop < LOAD_OLDER_WITHIN_PX) nearTop();
  }

  function toEnd(): void {
    atEnd.value = true;
    farFromEnd.value = false;
    list.value?.scrollToIndex(rows.value.length - 1, { align: 'end' });
    stayAtEnd();
  }

  /** The first look: where the new messages begin, else at the end. */
  async function place(): Promise<void> {
    await nextTick();
    const at = rows.value.findIndex(({ row }) => row === 'new');
    if (at >= 0) list.value?.scrollToIndex(at, { align: 'start', offset: -READ_BEFORE_NEW_PX });
    else list.value?.scrollToIndex(rows.value.length - 1, { align: 'end' });
    await twoFrames();
    const element = scroller.value;
    // In this order: who is placed and at the end has read everything.
    atEnd.value = at < 0 || (element !== null && restOf(element) < END_WITHIN_PX);
    placed.value = true;
    onScroll();
    stayAtEnd();
  }

  // Rows that came in on top must push nothing down: virtua then keeps the distance to the end.
  watch(
    rows,
    (now, before) =>
      (shift.value = now.length > before.length && firstContent(now) !== firstContent(before) && placed.value),
    { flush: 'pre' },
  );

  const observer = new ResizeObserver(stayAtEnd);
  onMounted(() => {
    for (const element of [scroller.value, scroller.value?.lastElementChild]) if (element) observer.observe(element);
    if (loaded.value) void place();
  });
  onBeforeUnmount(() => observer.disconnect());
  watch(loaded, (isLoaded) => isLoaded && void place());

  return {
    atEnd: readonly(atEnd),
    farFromEnd: readonly(farFromEnd),
    placed: readonly(placed),
    topRow: readonly(topRow),
    shift: readonly(shift),
    onScroll,
    toEnd,
  };
}

function restOf({ scrollTop, scrollHeight, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}

/** Day lines move when older messages of the same day come in on top; messages do not. */
function firstContent(rows: readonly Row[]): string | undefined {
  return rows.find(({ row }) => row === 'bubble' || row === 'notice')?.key;
}

function twoFrames(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}
