/** Accents, and the vowel points of Hebrew and Arabic: people leave them out when they look for something. */
const MARKS = /[\u0300-\u036F\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670]/g;
const BEYOND_ASCII = /[^\0-\x7F]/;

/** Text as it is compared: "Città" and "citta", "ΟΔΟΣ" and "οδος" become the same. */
export function fold(text: string): string {
  const small = text.toLowerCase();
  // Most of what is searched has nothing to take apart, and there is a lot of it.
  if (!BEYOND_ASCII.test(small)) return small;
  return small.normalize('NFKD').replaceAll(MARKS, '').replaceAll('ς', 'σ');
}

/** What somebody looks for, word by word. */
export function foldedWords(query: string): string[] {
  return fold(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** A stretch of a text: from the first index to before the second. */
export type Range = readonly [from: number, to: number];

/** A folded text that knows where each of its units stood. */
export interface Folded {
  readonly text: string;
  /** The stretch of the original for a stretch of the folded text. */
  readonly range: (from: number, to: number) => Range;
}

export function foldInPlace(original: string): Folded {
  const places: [from: number, to: number][] = [];
  let text = '';
  let at = 0;
  for (const char of original) {
    const folded = fold(char);
    const last = places.at(-1);
    // An accent of its own belongs to the letter before it.
    if (folded === '' && last !== undefined) last[1] = at + char.length;
    for (let unit = 0; unit < folded.length; unit += 1) places.push([at, at + char.length]);
    text += folded;
    at += char.length;
  }
  return { text, range: (from, to) => [places[from]?.[0] ?? 0, places[to - 1]?.[1] ?? original.length] };
}

/** Everywhere that one of the words stands in a text, in order and not overlapping. */
export function hitsOf(original: string, words: readonly string[]): Range[] {
  const { text, range } = foldInPlace(original);
  const hits: Range[] = [];
  for (const word of words) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      hits.push(range(at, at + word.length));
    }
  }
  return joined(hits);
}

export function joined(ranges: readonly Range[]): Range[] {
  const whole: Range[] = [];
  for (const range of ranges.toSorted(([a], [b]) => a - b)) {
    const last = whole.at(-1);
    if (last === undefined || range[0] > last[1]) whole.push(range);
    else whole[whole.length - 1] = [last[0], Math.max(last[1], range[1])];
  }
  return whole;
}
