import { en } from './en.ts';

/** In a compiled message: the words between its placeholders, by their long and short names. */
const WORDS = new Set(['static', 's', 'value', 'v']);

const RIGHT_TO_LEFT_OVERRIDE = '\u202e';
const POP = '\u202c';

/** English, each word written backwards by the browser: what is left readable was never translated. */
export const pseudo: typeof en = JSON.parse(JSON.stringify(en), (key, value: unknown) =>
  typeof value === 'string' && WORDS.has(key) ? mirrored(value) : value,
);

function mirrored(words: string): string {
  return words.replaceAll(/\p{L}+/gu, `${RIGHT_TO_LEFT_OVERRIDE}$&${POP}`);
}
