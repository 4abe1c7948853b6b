import { describe, expect, it } from 'vitest';
import { fuzzy } from './fuzzy.ts';

function ranked(query: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, match: fuzzy(query, name) }))
    .filter(({ match }) => match !== null)
    .toSorted((a, b) => (b.match?.score ?? 0) - (a.match?.score ?? 0))
    .map(({ name }) => name);
}

function marked(query: string, name: string): string[] | null {
  return fuzzy(query, name)?.ranges.map(([from, to]) => name.slice(from, to)) ?? null;
}

describe('what is meant by what was typed', () => {
  it('is first what begins with it, then a word of it, then what holds it, then its letters', () => {
    const names = ['Scatter and Nap', 'Annas', 'Sultana', 'Mary Ann', 'Ann'];
    expect(ranked('an', names)).toEqual(['Ann', 'Annas', 'Mary Ann', 'Scatter and Nap', 'Sultana']);
    expect(ranked('san', names)).toEqual(['Sultana', 'Scatter and Nap']);
  });

  it('is found by initials and by skipped letters', () => {
    expect(marked('shk', 'Sunday hikers')).toEqual(['S', 'h', 'k']);
    expect(fuzzy('khs', 'Sunday hikers')).toBeNull();
  });

  it('needs every word, in any order', () => {
    expect(marked('hik sun', 'Sunday hikers')).toEqual(['Sun', 'hik']);
    expect(fuzzy('sunday bikers', 'Sunday hikers')).toBeNull();
  });

  it('does not mind accents and capitals', () => {
    expect(marked('tomas', 'Tomás Silva')).toEqual(['Tomás']);
  });

  it('is everything when nothing was typed', () => {
    expect(fuzzy(' ', 'Ann')).toEqual({ score: 0, ranges: [] });
  });

  it('takes signs of a pattern for what they are', () => {
    expect(fuzzy('.*', 'Ann')).toBeNull();
    expect(marked('(c', 'Tea (cold)')).toEqual(['(c']);
  });
});
