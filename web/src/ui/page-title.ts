import { onScopeDispose, readonly, shallowRef, toValue, watchEffect } from 'vue';
import type { MaybeRefOrGetter } from 'vue';

const current = shallowRef('');

/** What the page on screen is called; empty for the first one. */
export const pageTitle = readonly(current);

/** For a page: its name, for as long as it is shown. */
export function usePageTitle(title: MaybeRefOrGetter<string>): void {
  watchEffect(() => (current.value = toValue(title)));
  onScopeDispose(() => {
    if (current.value === toValue(title)) current.value = '';
  });
}
