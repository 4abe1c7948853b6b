import { readonly, shallowRef, watchEffect } from 'vue';
import { prefersDark } from './media.ts';
import { readStored, writeStored } from './storage.ts';

export type Theme = 'system' | 'light' | 'dark';

/** What the browser paints around the page: the tokens --surface, which a manifest and a meta element cannot read. */
const BAR_COLOURS = { light: '#fefdfb', dark: '#1e1a17' };

const chosen = shallowRef<Theme>(parse(readStored('theme')));

export const theme = readonly(chosen);

export function chooseTheme(next: Theme): void {
  chosen.value = next;
  writeStored('theme', next === 'system' ? null : next);
}

/** public/theme.js has done this once, before the first paint. */
export function paintTheme(): void {
  watchEffect(() => {
    if (chosen.value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen.value;
    const dark = chosen.value === 'dark' || (chosen.value === 'system' && prefersDark.value);
    document
      .querySelector('meta[name="theme-color"]')
      ?.setAttribute('content', dark ? BAR_COLOURS.dark : BAR_COLOURS.light);
  });
}

function parse(stored: string | null): Theme {
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
