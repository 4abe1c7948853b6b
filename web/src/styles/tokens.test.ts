import { describe, expect, it } from 'vitest';
import { contrast, tokensOf } from '../testing/contrast.ts';
import css from './tokens.css?raw';

/** Words on what lies beneath them. */
const TEXT = [
  ...['--ink', '--ink-2', '--rust', '--patina', '--danger'].flatMap((ink) =>
    ['--paper', '--surface', '--sunken'].map((beneath) => [ink, beneath] as const),
  ),
  ['--rust-ink', '--rust'],
  ['--rust-ink', '--rust-hover'],
  ['--rust-hover', '--surface'],
  ['--rust-soft-ink', '--rust-soft'],
  ['--rust-soft-ink-2', '--rust-soft'],
  ['--rust', '--rust-soft'],
  ['--surface', '--ink'],
] as const;

/** What must be seen to be used, without being read. */
const SHAPES = [
  ['--edge', '--surface'],
  ['--edge', '--paper'],
  ['--ring', '--surface'],
  ['--ring', '--paper'],
  ['--patina', '--rust-soft'],
] as const;

const HUES = Array.from({ length: 36 }, (_, index) => String(index * 10));

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  const normal = tokensOf(css, ':root', scheme);
  const more = new Map([...normal, ...tokensOf(css, "[data-contrast='more']", scheme)]);

  it.each(TEXT)('%s can be read on %s', (ink, beneath) => {
    expect(between(normal, ink, beneath)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(TEXT)('%s can be read with ease on %s in high contrast', (ink, beneath) => {
    expect(between(more, ink, beneath)).toBeGreaterThanOrEqual(7);
  });

  it.each(SHAPES)('%s stands out from %s', (shape, beneath) => {
    expect(between(normal, shape, beneath)).toBeGreaterThanOrEqual(3);
    expect(between(more, shape, beneath)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['.hued', normal, 4.5],
    ["[data-contrast='more'].hued", more, 7],
  ] as const)('every hue of a person is legible: %s', (rule, beneath, least) => {
    const hued = tokensOf(css, rule, scheme);
    const faint = HUES.filter((hue) => {
      const at = (name: string) => (hued.get(name) ?? '').replace('var(--hue)', hue);
      const onTint = contrast(at('--hue-soft-ink'), at('--hue-soft'));
      const onBubble = contrast(at('--hue-ink'), beneath.get('--surface') ?? '');
      return Math.min(onTint, onBubble) < least;
    });
    expect(faint).toEqual([]);
  });
});

function between(tokens: Map<string, string>, one: string, other: string): number {
  return contrast(tokens.get(one) ?? '', tokens.get(other) ?? '');
}
