import { readonly, shallowRef } from 'vue';
import type { RouteLocationNormalized } from 'vue-router';
import { i18n } from '../locales/i18n.ts';
import { link } from '../sync/link.ts';
import { toast } from '../ui/toast/toasts.ts';

/**
 * A screen that cannot be drawn, the part of the app that draws it cannot be had, the browser refuses to keep anything, or does
 * not answer when asked for what it keeps.
 */
export type Breakage = 'screen' | 'part' | 'store' | 'silence';

const current = shallowRef<Breakage | null>(null);

export const breakage = readonly(current);

export function breakDown(how: Breakage): void {
  current.value = how;
}

/**
 * The file of a page cannot be had. After an update the old version's files are gone from the server: arriving by a full
 * load brings the new ones. Without a line that would only trade a working page for the browser's own error.
 */
export function onPageMissing(to: RouteLocationNormalized, from: RouteLocationNormalized): void {
  if (from.matched.length === 0) breakDown('part');
  else if (link.value === 'down') toast(i18n.global.t('common.broken.partOffline'));
  else location.assign(to.fullPath);
}
