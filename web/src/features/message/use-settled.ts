import { onScopeDispose, readonly, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import { link, type Link } from '../../sync/link.ts';

/** What was missed follows at once upon a line that is up again. */
const FOLLOWS_WITHIN_MS = 500;

/** Whether nothing is on its way that was said while this device was away: what comes in then was not heard, but missed. */
export function useSettled(): Readonly<Ref<boolean>> {
  const settled = shallowRef(isQuiet(link.value));
  let timer: ReturnType<typeof setTimeout> | undefined;

  watch(
    link,
    (now) => {
      clearTimeout(timer);
      if (now !== 'live') settled.value = isQuiet(now);
      else timer = setTimeout(() => (settled.value = true), FOLLOWS_WITHIN_MS);
    },
    { flush: 'sync' },
  );

  onScopeDispose(() => clearTimeout(timer));
  return readonly(settled);
}

function isQuiet(now: Link): boolean {
  return now === 'live' || now === 'down';
}
