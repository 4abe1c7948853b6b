import { nextTick } from 'vue';
import { useRouter } from 'vue-router';

/** A new page begins at its heading, for keyboards and screen readers, unless it has put the focus somewhere itself. */
export function useFocusOnArrival(): void {
  useRouter().afterEach(async (to, from) => {
    if (to.path === from.path || from.matched.length === 0) return;
    await nextTick();
    const main = document.querySelector('main:not([style*="display: none"])');
    if (main?.contains(document.activeElement) === true) return;
    main?.querySelector<HTMLElement>('h1[tabindex]')?.focus({ preventScroll: true });
  });
}
