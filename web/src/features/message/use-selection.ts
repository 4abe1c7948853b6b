import { computed, readonly, shallowRef } from 'vue';
import type { Bubble } from './model.ts';

/** The messages a reader has picked, as they are: the window may move on while they pick. */
export function useSelection() {
  const picked = shallowRef<ReadonlyMap<string, Bubble>>(new Map());

  function toggle(bubble: Bubble): void {
    const next = new Map(picked.value);
    if (!next.delete(bubble.key)) next.set(bubble.key, bubble);
    picked.value = next;
  }

  function clear(): void {
    picked.value = new Map();
  }

  return {
    picked: readonly(picked),
    selecting: computed(() => picked.value.size > 0),
    /** In the order in which they were said; what is not sent yet comes last. */
    inOrder: computed(() =>
      [...picked.value.values()].sort((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity) || a.at - b.at),
    ),
    toggle,
    clear,
  };
}
