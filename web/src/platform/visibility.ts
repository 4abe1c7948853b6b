import { readonly, shallowRef } from 'vue';

const visible = shallowRef(document.visibilityState === 'visible' && document.hasFocus());

/** Whether somebody may be reading: the page is shown and has the focus. */
export const attended = readonly(visible);

for (const name of ['visibilitychange', 'focus', 'blur']) {
  addEventListener(name, () => (visible.value = document.visibilityState === 'visible' && document.hasFocus()));
}

/** The moments when waiting for a slow retry would be silly. */
export function onComingBack(run: () => void): void {
  addEventListener('online', run);
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') run();
  });
}
