import { useRouter } from 'vue-router';
import { nextFrame } from '../platform/frames.ts';

/** A new page begins at its heading, for keyboards and screen readers, unless it has put the focus somewhere itself. */
export function useFocusOnArrival(): void {
  useRouter().afterEach(async (to, from) => {
    if (to.path === from.path || from.matched.length === 0) return;
    // With the layout of the frame: taken at once, the focus would ask for one of its own.
    await nextFrame();
    const main = document.querySelector('main:not([style*="display: none"])');
    if (main?.contains(document.activeElement) === true) return;
    main?.querySelector<HTMLElement>('h1[tabindex]')?.focus({ preventScroll: true });
  });
}
