import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDisplayName, canonicalUsername, displayNameInput, usernameInput } from './names.ts';

/** Any sequence of code points, broken ones too, with those in the foreground that names are tricked with. */
const tricky = fc.constantFrom(
  '\u0301',
  '\u200d',
  '\ufeff',
  '\u00a0',
  '\u2003',
  ' ',
  '\u0130',
  '\u212a',
  '\u03a3',
  '\ud800',
  '\udfff',
  'ﬁ',
  'ß',
);
const anything = fc.string({
  unit: fc.oneof(tricky, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  maxLength: 12,
});

it('is canonical at once: doing it again changes nothing, whatever was typed', () => {
  const settled = (canonical: (typed: string) => string) =>
    fc.property(anything, (typed) => canonical(canonical(typed)) === canonical(typed));
  fc.assert(settled(canonicalUsername), { numRuns: 100_000 });
  fc.assert(settled(canonicalDisplayName), { numRuns: 100_000 });
});

it('takes what it took before, and unchanged', () => {
  for (const input of [usernameInput, displayNameInput]) {
    const taken = fc.property(anything, (typed) => {
      const { data } = input.safeParse(typed);
      return data === undefined || input.parse(data) === data;
    });
    fc.assert(taken, { numRuns: 20_000 });
  }
});

describe('a username', () => {
  it.each([
    ['ann', 'ann'],
    ['  Ann.B_2 ', 'ann.b_2'],
    ['ABC', 'abc'],
    ['a'.repeat(32), 'a'.repeat(32)],
  ])('%j is taken as %j', (typed, canonical) => {
    expect(usernameInput.parse(typed)).toBe(canonical);
  });

  it.each([
    ['too short', 'an'],
    ['too long', 'a'.repeat(33)],
    ['much too long', 'a'.repeat(300)],
    ['nothing', ''],
    ['only space', '   '],
    ['a space within', 'ann b'],
    ['a Cyrillic а', 'аdmin'],
    ['a Greek ο', 'rοοt'],
    ['a full-width letter', 'ａnn'],
    ['an accent', 'ána'],
    ['a dotted İ', 'İnn'],
    ['a right-to-left override', 'user\u202Egnp.exe'],
    ['a zero-width space', 'ad\u200Bmin'],
    ['a zero-width joiner', 'ad\u200Dmin'],
    ['a soft hyphen', 'ad\u00ADmin'],
    ['a newline', 'ann\nbob'],
    ['a NUL', 'ann\0'],
    ['a hyphen', 'ann-b'],
    ['an at sign', '@ann'],
    ['an emoji', 'ann😀'],
    ['a broken character', 'ann\ud800'],
  ])('with %s is refused', (_what, typed) => {
    expect(usernameInput.safeParse(typed).error?.issues.map(({ message }) => message)).toEqual([
      'Use 3 to 32 characters: a–z, 0–9, dot and underscore.',
    ]);
  });
});

describe('a display name', () => {
  const family = '👨‍👩‍👧‍👦';

  it.each([
    ['Ada', 'Ada'],
    ['  Ada \t\n Moretti ', 'Ada Moretti'],
    ['Ade\u0301la', 'Adéla'],
    ['Адміністратор', 'Адміністратор'],
    ['عائشة', 'عائشة'],
    ['孟子 🐉', '孟子 🐉'],
    [`The Millers ${family}`, `The Millers ${family}`],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇮🇹 ❤️‍🔥 👍🏽 1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇮🇹 ❤️‍🔥 👍🏽 1️⃣'],
    ['!?', '!?'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['😀'.repeat(64), '😀'.repeat(64)],
  ])('%j is taken as %j', (typed, canonical) => {
    expect(displayNameInput.parse(typed)).toBe(canonical);
  });

  it.each([
    ['nothing', ''],
    ['only space', ' \u00a0\u2003'],
    ['too many characters', 'x'.repeat(65)],
    ['far too many characters', 'x'.repeat(100_000)],
    ['a right-to-left override', 'Ada \u202Egnp'],
    ['an isolate', 'Ada \u2066x\u2069'],
    ['a right-to-left mark', 'Ada\u200f'],
    ['a zero-width space', 'A\u200Bda'],
    ['a zero-width joiner between letters', 'A\u200Dda'],
    ['a zero-width joiner after an emoji', '😀\u200D'],
    ['a byte-order mark within', 'A\ufeff\ufeffd\u2060a'],
    ['a soft hyphen', 'A\u00ADda'],
    ['a filler', '\u3164'],
    ['a blank Braille pattern', '\u2800'],
    ['a variation selector', 'A\ufe0f'],
    ['a tag', 'A\u{e0041}da'],
    ['a control character', 'A\u0007da'],
    ['a NUL', 'A\0da'],
    ['a C1 control', 'A\u0085\u009bda'],
    ['a private character', '\ue000'],
    ['nothing but accents', '\u0301\u0302'],
    ['a broken character', 'A\ud800'],
  ])('with %s is refused', (_what, typed) => {
    expect(displayNameInput.safeParse(typed).success).toBe(false);
  });
});
