import { nextTick, onBeforeUnmount, onScopeDispose, readonly, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { seqOf, type Row } from './model.ts';
import { places } from './places.ts';
import type { useScroll } from './use-scroll.ts';
import type { Aim } from './use-timeline.ts';

/** What stays visible above the line where the new messages begin. */
const READ_BEFORE_NEW_PX = 96;
/** A message that was asked for stands in the upper third, with what led to it above. */
const FOUND_AT = 0.3;
const MARK_FOR_MS = 2_400;

interface Parts {
  readonly chatId: string;
  readonly opened: Readonly<Ref<number>>;
  readonly aim: Readonly<Ref<Aim>>;
  readonly rows: Readonly<Ref<readonly Row[]>>;
  readonly scroll: Pick<ReturnType<typeof useScroll>, 'place' | 'observe' | 'whereItIs'>;
  readonly scroller: Readonly<ShallowRef<HTMLElement | null>>;
}

/** Keeps where the reader leaves the chat; puts them where they were going whenever a window was opened; a message that was asked for is marked for a moment. */
export function useArrival({ chatId, opened, aim, rows, scroll, scroller }: Parts) {
  const marked = shallowRef<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  watch(opened, arrive, { flush: 'post' });
  onScopeDispose(() => clearTimeout(timer));
  onBeforeUnmount(() => {
    const place = scroll.whereItIs();
    if (place === null) places.delete(chatId);
    else places.set(chatId, place);
  });

  async function arrive(): Promise<void> {
    const to = aim.value;
    await nextTick();
    scroll.observe();
    scroll.place(holdFor(to));
    clearTimeout(timer);
    marked.value = to.to === 'message' ? (rows.value.find((row) => seqOf(row) === to.seq)?.key ?? null) : null;
    timer = setTimeout(() => (marked.value = null), MARK_FOR_MS);
  }

  function holdFor(to: Aim) {
    if (to.to === 'end') return null;
    if (to.to === 'new') {
      const line = rows.value.find(({ row }) => row === 'new');
      return line === undefined ? null : { key: line.key, inset: READ_BEFORE_NEW_PX };
    }
    const row = rows.value.find((each) => (seqOf(each) ?? -1) >= to.seq);
    const inset = to.to === 'place' ? to.inset : (scroller.value?.clientHeight ?? 0) * FOUND_AT;
    return row === undefined ? null : { key: row.key, inset };
  }

  return readonly(marked);
}
