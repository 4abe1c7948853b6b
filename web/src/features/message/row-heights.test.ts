import { describe, expect, it } from 'vitest';
import { NOON, ann, ben } from '../../testing/records.ts';
import type { Bubble } from './model.ts';
import { countToFill, guessHeight, type Setting } from './row-heights.ts';

/** A window of 1,280 px: seven pixels for each letter. */
const setting: Setting = {
  width: 608,
  rem: 16,
  wide: true,
  faces: true,
  hovers: true,
  measure: (words) => words.length * 7,
};

function bubble(text: string, rest: Partial<Bubble> = {}): Bubble {
  const status = { state: 'theirs' } as const;
  return {
    row: 'bubble',
    key: 'a',
    seq: 1,
    sender: ben,
    mine: false,
    text,
    at: NOON,
    status,
    first: false,
    last: false,
    ...rest,
  };
}

// The heights are those that Chromium draws.
describe('the height of a message', () => {
  it('is that of its lines', () => {
    expect(guessHeight(bubble('One line'), setting)).toBe(39);
    expect(guessHeight(bubble('One\nand\nmore'), setting)).toBe(39 + 2 * 22);
    expect(guessHeight(bubble('Line 99928. All quiet. All quiet. All quiet. All quiet. All quiet.'), setting)).toBe(61);
  });

  it('is that of the lines that words are broken into', () => {
    const words = (count: number) => bubble(Array.from({ length: count }, () => 'twelve chars').join(' '));
    // 392 px for words: four of 84, with spaces of 7 between them, and the time beside the last of them.
    expect(guessHeight(words(3), setting)).toBe(39);
    expect(guessHeight(words(11), setting)).toBe(39 + 2 * 22);
    expect(guessHeight(bubble(`${'x'.repeat(80)} end`), setting)).toBe(39 + 22);
  });

  it('has a name on top and room below where a person begins and ends', () => {
    expect(guessHeight(bubble('One line', { first: true, last: true }), setting)).toBe(39 + 21 + 6);
    expect(guessHeight(bubble('One line', { first: true, mine: true, sender: ann }), setting)).toBe(39);
    expect(guessHeight(bubble('One line', { first: true }), { ...setting, faces: false })).toBe(39);
  });

  it('takes a line more where the time finds no room beside the words', () => {
    expect(guessHeight(bubble('x'.repeat(49)), setting)).toBe(39);
    expect(guessHeight(bubble('x'.repeat(52)), setting)).toBe(60);
  });

  it('grows with the reader’s size of text', () => {
    const larger = { ...setting, rem: 20, measure: (words: string) => words.length * 8.75 };
    expect(guessHeight(bubble('One line'), larger)).toBe(39 * 1.25);
  });

  it('is another on a phone', () => {
    const phone = { ...setting, width: 390, wide: false, hovers: false };
    expect(guessHeight(bubble('x'.repeat(38)), phone)).toBe(60);
    expect(guessHeight(bubble('x'.repeat(30)), phone)).toBe(39);
  });

  it('leaves room for the button beside it where there is a mouse', () => {
    const narrow = { ...setting, width: 390, wide: false };
    expect(guessHeight(bubble('x'.repeat(39)), narrow)).toBe(61);
    expect(guessHeight(bubble('x'.repeat(39)), { ...narrow, hovers: false })).toBe(60);
  });
});

describe('the rows that fill a screen', () => {
  it('are counted from the last', () => {
    const heights = [100, 39, 39, 61];
    const fill = (px: number) => countToFill(heights.length, px, (index) => heights[index] ?? 0);
    expect([0, 61, 62, 100, 101, 240].map(fill)).toEqual([0, 1, 2, 2, 3, 4]);
    expect(fill(1_000)).toBe(4);
  });
});
