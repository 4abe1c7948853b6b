import { watchEffect } from 'vue';
import { choice } from './choice.ts';
import { prefersContrast, prefersDark, prefersStillness } from './media.ts';

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export const TEXT_SIZES = ['small', 'normal', 'large', 'larger', 'largest'] as const;
const MOTIONS = ['system', 'none'] as const;

/** What the browser paints around the page: the token --surface, which a manifest and a meta element cannot read. */
const BAR_COLOURS = { light: '#fefdfb', dark: '#1e1a17', contrastLight: '#ffffff', contrastDark: '#0f0b08' };

/** Each is a choice of this device; the first one is what holds without a choice. */
export const [theme, chooseTheme] = choice('theme', THEMES, 'system');
export const [textSize, chooseTextSize] = choice('text', TEXT_SIZES, 'normal');
export const [motion, chooseMotion] = choice('motion', MOTIONS, 'system');

/** head/theme.js has done this once, before the first paint. */
export function paintAppearance(): void {
  watchEffect(() => {
    const contrast = theme.value === 'contrast' || prefersContrast.value;
    const dark = theme.value === 'dark' || (theme.value !== 'light' && prefersDark.value);
    mark('theme', theme.value === 'light' || theme.value === 'dark' ? theme.value : null);
    mark('contrast', contrast ? 'more' : null);
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', barColour(dark, contrast));
  });
  watchEffect(() => mark('text', textSize.value === 'normal' ? null : textSize.value));
  watchEffect(() => mark('motion', motion.value === 'none' || prefersStillness.value ? 'none' : null));
}

function mark(name: string, value: string | null): void {
  if (value === null) delete document.documentElement.dataset[name];
  else document.documentElement.dataset[name] = value;
}

function barColour(dark: boolean, contrast: boolean): string {
  if (contrast) return dark ? BAR_COLOURS.contrastDark : BAR_COLOURS.contrastLight;
  return dark ? BAR_COLOURS.dark : BAR_COLOURS.light;
}
