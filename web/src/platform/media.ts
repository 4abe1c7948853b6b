import { readonly, shallowRef } from 'vue';
import type { Ref } from 'vue';

/** One listener for each query, for as long as the page lives. */
function watchMedia(query: string): Readonly<Ref<boolean>> {
  const list = matchMedia(query);
  const matches = shallowRef(list.matches);
  list.addEventListener('change', () => (matches.value = list.matches));
  return readonly(matches);
}

/** List and conversation side by side; below it, one pane at a time. The widths are those of styles/app.css. */
export const twoPanes = watchMedia('(min-width: 768px)');
/** Room for the details as well. */
export const threePanes = watchMedia('(min-width: 1275px)');
/** A finger: the on-screen keyboard has no Shift+Enter. */
export const coarsePointer = watchMedia('(pointer: coarse)');
/** A mouse, or something else that can point without pressing. */
export const hovers = watchMedia('(hover: hover)');
export const prefersDark = watchMedia('(prefers-color-scheme: dark)');
export const prefersContrast = watchMedia('(prefers-contrast: more)');
export const prefersStillness = watchMedia('(prefers-reduced-motion: reduce)');
