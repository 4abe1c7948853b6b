import type { Bubble, Row } from './model.ts';

/** What a row's height depends on besides the row. */
export interface Setting {
  /** Of the conversation, in pixels. */
  readonly width: number;
  /** Pixels in a rem: readers choose their size of text. */
  readonly rem: number;
  /** Two panes: more room at the sides. */
  readonly wide: boolean;
  /** In a group the first bubble of a person carries a name. */
  readonly faces: boolean;
  /** Where there is a mouse, a button stands beside each bubble. */
  readonly hovers: boolean;
  /** Width of words in the bubbles' font, in pixels. */
  readonly measure: (words: string) => number;
}

// In sixteenths of a rem, from MessageBubble.vue and its kin.
const LINE = 22;
const SMALL_LINE = 19;
/** Padding and border of a bubble. */
const FRAME = 15;
const FRAME_ACROSS = 26;
const NAME = 21;
const GAP = 2;
const LAST_GAP = 8;
const WIDEST = 576;
/** What stands beside a bubble, and the gap between. */
const FACE_BESIDE = 38;
const BUTTON_BESIDE = 40;
/** Of the time where it takes a line of its own. */
const META_LINE = 21;
/** The time, and the sign of how far it has come. */
const META = 48;
const META_MINE = 66;

/** What a message's height depends on. */
export type Words = Pick<Bubble, 'text' | 'mine' | 'first' | 'last'>;

/** How many of so many rows, counted from the last, are so high together. */
export function countToFill(length: number, px: number, heightAt: (index: number) => number): number {
  let count = 0;
  for (let filled = 0; filled < px && count < length; filled += heightAt(length - count)) count += 1;
  return count;
}

/** How high a row will be, near enough that the list need not move when it is measured. In pixels. */
export function guessHeight(row: Row, setting: Setting): number {
  const px = setting.rem / 16;
  switch (row.row) {
    case 'bubble':
      return guessWords(row, setting);
    case 'notice':
      return (SMALL_LINE + 10) * px;
    case 'day':
    case 'new':
      return (SMALL_LINE + 24) * px;
    case 'beginning':
      return (SMALL_LINE + 40) * px;
    case 'hole':
      return 64 * px;
  }
}

/** The same of a message alone. */
export function guessWords({ text, mine, first, last }: Words, setting: Setting): number {
  const { width, rem, wide, faces, hovers, measure } = setting;
  const px = rem / 16;
  const inner = width / px - (wide ? 72 : 20);
  const beside = (faces && !mine ? FACE_BESIDE : 0) + (hovers ? BUTTON_BESIDE : 0);
  const room = Math.min(inner * (wide ? 0.78 : 0.86), inner - beside);
  const across = Math.max(1, Math.min(room, WIDEST) - FRAME_ACROSS);
  let lines = 0;
  let end = 0;
  for (const paragraph of text.split('\n')) {
    const broken = breakLines(paragraph, across * px, measure);
    lines += broken.lines;
    end = broken.end / px;
  }
  const meta = end + (mine ? META_MINE : META) > across ? META_LINE : 0;
  const name = faces && first && !mine ? NAME : 0;
  return (lines * LINE + meta + FRAME + name + (last ? LAST_GAP : GAP)) * px;
}

/** As browsers do it: as many words as fit, a word that is too long broken anywhere. Space at the end of a line takes none. */
function breakLines(words: string, across: number, measure: Setting['measure']): { lines: number; end: number } {
  const space = measure(' ');
  let lines = 1;
  let end = 0;
  for (const word of words.split(' ')) {
    const wide = measure(word);
    const next = end === 0 ? wide : end + space + wide;
    if (next <= across) {
      end = next;
      continue;
    }
    if (end > 0) lines += 1;
    const more = Math.max(0, Math.ceil(wide / across) - 1);
    lines += more;
    end = wide - more * across;
  }
  return { lines, end };
}
