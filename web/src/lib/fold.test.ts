import { describe, expect, it } from 'vitest';
import { fold, foldedWords, hitsOf } from './fold.ts';

describe('folding', () => {
  it.each([
    ['Città', 'citta'],
    ['Ångström', 'angstrom'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['İstanbul', 'istanbul'],
    ['ＲＵＧＧＩＮＥ', 'ruggine'],
    ['שָׁלוֹם', 'שלום'],
  ])('compares %s as %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('keeps the vowel signs that make a word in other scripts', () => {
    expect(fold('किताब')).not.toBe(fold('कतब'));
  });

  it('parts what is looked for into words', () => {
    expect(foldedWords('  Über  den Berg ')).toEqual(['uber', 'den', 'berg']);
  });
});

describe('hits', () => {
  const marked = (text: string, query: string) =>
    hitsOf(text, foldedWords(query)).map(([from, to]) => text.slice(from, to));

  it('are the letters of the text itself, accents and all', () => {
    expect(marked('In città e CITTA\u0300!', 'citta')).toEqual(['città', 'CITTA\u0300']);
  });

  it('hold whole letters where one letter folds to several', () => {
    expect(marked('die ﬁnale Runde', 'fi')).toEqual(['ﬁ']);
    expect(marked('한국', '하')).toEqual(['한']);
  });

  it('join where words overlap', () => {
    expect(marked('hiking hikers', 'hik hiki')).toEqual(['hiki', 'hik']);
  });
});
