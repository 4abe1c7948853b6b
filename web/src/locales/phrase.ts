import { computed } from 'vue';
import { i18n } from './i18n.ts';

/** Stands around a blank while a sentence is read; nobody writes it. */
const MARK = '\u001F';

/**
 * A sentence with blanks that hundreds of rows fill in: it is looked up once for each language, not once for each row.
 * @param read asks for the sentence, with each of its blanks marked
 */
export function phrase<Blank extends string>(
  read: (t: typeof i18n.global.t, mark: (blank: Blank) => string) => string,
): (words: Readonly<Record<Blank, string>>) => string {
  const pieces = computed(() => {
    const blanks = new Map<string, Blank>();
    const mark = (blank: Blank) => {
      blanks.set(blank, blank);
      return MARK + blank + MARK;
    };
    // Split at the marks, every second piece is the name of a blank.
    return read(i18n.global.t, mark)
      .split(MARK)
      .map((piece, nth) => ({ piece, blank: nth % 2 === 1 ? blanks.get(piece) : undefined }));
  });
  return (words) => pieces.value.map(({ piece, blank }) => (blank === undefined ? piece : words[blank])).join('');
}
