import { foldInPlace, foldedWords, joined } from './fold.ts';
import type { Range } from './fold.ts';

export interface Match {
  /** Higher is better; comparable between texts for one query. */
  readonly score: number;
  /** What to mark. */
  readonly ranges: readonly Range[];
}

const WORD_START = /[\p{L}\p{N}]/u;
const AT_BEGINNING = 100;
const AT_WORD = 80;
const INSIDE = 60;
const SCATTERED = 40;

/** Whether a name is meant by what was typed: every word of it is there, at best at a beginning, at worst letter by letter. */
export function fuzzy(query: string, name: string): Match | null {
  const words = foldedWords(query);
  const { text, range } = foldInPlace(name);
  const found = words.map((word) => findWord(word, text));
  if (found.some((each) => each === null)) return null;
  const hits = found.filter((each) => each !== null);
  const ranges = hits.flatMap(({ units }) => units.map(([from, to]) => range(from, to)));
  const worst = Math.min(...hits.map(({ score }) => score));
  // Between equals the shorter name is nearer to what was typed.
  return { score: words.length === 0 ? 0 : worst - text.length / 1_000, ranges: joined(ranges) };
}

interface Hit {
  readonly score: number;
  readonly units: readonly Range[];
}

function findWord(word: string, text: string): Hit | null {
  const whole = (at: number, score: number): Hit => ({ score, units: [[at, at + word.length]] });
  if (text.startsWith(word)) return whole(0, AT_BEGINNING);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (startsWord(text, at)) return whole(at, AT_WORD);
  }
  const inside = text.indexOf(word);
  if (inside >= 0) return whole(inside, INSIDE);
  return scattered(word, text);
}

/** The letters in order with others between ("shk" in "Sunday hikers"), beginning where a word begins; the closest together wins. */
function scattered(word: string, text: string): Hit | null {
  let best: Hit | null = null;
  for (let start = text.indexOf(word.charAt(0)); start >= 0; start = text.indexOf(word.charAt(0), start + 1)) {
    const places = startsWord(text, start) ? lettersFrom(start, word, text) : null;
    if (places === null) continue;
    const spread = (places.at(-1) ?? start) - start + 1 - word.length;
    const score = SCATTERED - Math.min(SCATTERED - 1, spread);
    if (best === null || score > best.score) best = { score, units: places.map((at) => [at, at + 1] as const) };
  }
  return best;
}

function lettersFrom(start: number, word: string, text: string): number[] | null {
  const places: number[] = [];
  let from = start;
  for (let unit = 0; unit < word.length; unit += 1) {
    const at = text.indexOf(word.charAt(unit), from);
    if (at < 0) return null;
    places.push(at);
    from = at + 1;
  }
  return places;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !WORD_START.test(text.charAt(at - 1));
}
