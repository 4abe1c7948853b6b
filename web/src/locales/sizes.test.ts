import { expect, it } from 'vitest';
import { i18n } from './i18n.ts';
import { fileSize, wholeNumber } from './sizes.ts';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [14_200, '14 kB'],
  [14_240_000, '14.2 MB'],
  [142_400_000, '142 MB'],
  [120_000_000_000, '120 GB'],
])('says %d bytes as %s', (bytes, words) => {
  expect(fileSize(bytes)).toBe(words);
});

it('uses the commas of the language', () => {
  i18n.global.locale.value = 'it';
  expect([fileSize(14_240_000), wholeNumber(12_340)]).toEqual(['14,2 MB', '12.340']);
  i18n.global.locale.value = 'en';
});
