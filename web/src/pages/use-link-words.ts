import { onScopeDispose, readonly, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import type { Link } from '../sync/link.ts';

/** Short breaks are nobody's business. */
const TELL_AFTER_MS = 2_000;
/** Whoever was told that the line was gone is told that it is back. */
const GOOD_NEWS_MS = 2_000;

/** What there is to say about the line; null most of the time. */
export function useLinkWords(link: Readonly<Ref<Link>>): Readonly<Ref<Link | null>> {
  const told = shallowRef<Link | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (next: () => void, ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(next, ms);
  };

  watch(
    link,
    (now, before) => {
      if (now === 'live') {
        told.value = told.value === null ? null : 'live';
        return later(() => (told.value = null), GOOD_NEWS_MS);
      }
      // One story from the first word on: connecting after down needs no second wait.
      if (told.value !== null && told.value !== 'live') told.value = now;
      else if (before === undefined || before === 'live') {
        told.value = null;
        later(() => (told.value = link.value), TELL_AFTER_MS);
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return readonly(told);
}
