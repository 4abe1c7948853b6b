import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import { attended } from '../../platform/visibility.ts';
import { seqOf, type Row } from './model.ts';

/** A reader scrolls faster than a device writes. */
const TELL_AFTER_MS = 120;

interface Parts {
  readonly rows: Readonly<Ref<readonly Row[]>>;
  readonly atEnd: Readonly<Ref<boolean>>;
  readonly placed: Readonly<Ref<boolean>>;
  readonly settled: Readonly<Ref<boolean>>;
  /** What the end of the chat holds now, the reader has yet to be brought to. */
  readonly missed: Readonly<Ref<boolean>>;
  /** The last row that is in view. */
  readonly lowest: Readonly<Ref<number>>;
  /** Somebody looks at the end of the chat right now. */
  readonly following: Ref<boolean>;
  readonly seen: (seq: number) => void;
}

/** What a reader has before their eyes has been read: with the page in front and focused, and only as far as they have come. */
export function useReading({ rows, atEnd, placed, settled, missed, lowest, following, seen }: Parts): void {
  const furthest = shallowRef(0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const present = computed(() => placed.value && settled.value && !missed.value && attended.value);
  watch([atEnd, present], () => (following.value = atEnd.value && present.value), { flush: 'sync' });

  watch([lowest, rows, present], () => {
    if (!present.value) return;
    const row = rows.value.slice(0, lowest.value + 1).findLast((each) => seqOf(each) !== null);
    furthest.value = Math.max(furthest.value, seqOf(row) ?? 0);
  });

  watch(furthest, () => {
    timer ??= setTimeout(tell, TELL_AFTER_MS);
  });

  function tell(): void {
    clearTimeout(timer);
    timer = undefined;
    if (furthest.value > 0) seen(furthest.value);
  }

  onScopeDispose(tell);
}
