import { expect, it } from 'vitest';

const files: Record<string, string> = import.meta.glob('../**/*.vue', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Classes and properties that name a side of the screen instead of a side of the text. */
const PHYSICAL = [
  /["'\s:!-](?:[mp][lr]|left|right|scroll-[mp][lr]|border-[lr]|rounded-(?:[lr]|[tb][lr]))-[\w[]/,
  /["'\s:](?:text|float|clear)-(?:left|right)\b/,
  /(?:margin|padding|border)-(?:left|right)\b/,
  /^\s*(?:left|right):/m,
];

/** What the device's own edges take is a matter of its sides, whatever the language. */
const SAFE_AREA = /^.*safe-area-inset-(?:left|right).*$/gm;

it('lays everything out by the direction of the text', () => {
  const sided = Object.entries(files).flatMap(([path, text]) =>
    PHYSICAL.flatMap((pattern) => {
      const found = pattern.exec(text.replaceAll(SAFE_AREA, ''));
      return found === null ? [] : [`${path}: ${found[0].trim()}`];
    }),
  );
  expect(sided).toEqual([]);
  expect(Object.keys(files).length).toBeGreaterThan(50);
});
