import { computed } from 'vue';
import { i18n } from './i18n.ts';

/** Stands for a blank while a sentence is read; nobody writes it. */
const MARK = '\u001F';

/**
 * A sentence with blanks that hundreds of rows fill in: it is looked up once for each language, not once for each row.
 * @param read asks for the sentence with its blanks filled by what it is given
 */
export function phrase<Blank extends string>(
  blanks: readonly Blank[],
  read: (t: typeof i18n.global.t, marks: Record<Blank, string>) => string,
): (words: Record<Blank, string>) => string {
  const parts = computed(() => {
    // oxlint-disable-next-line typescript/consistent-type-assertions -- fromEntries forgets which keys it was given
    const marks = Object.fromEntries(blanks.map((blank) => [blank, MARK + blank + MARK])) as Record<Blank, string>;
    return read(i18n.global.t, marks).split(MARK);
  });
  const isBlank = (part: string): part is Blank => blanks.some((blank) => blank === part);
  // Split at the marks, every second part is the name of a blank.
  return (words) => parts.value.map((part, nth) => (nth % 2 === 1 && isBlank(part) ? words[part] : part)).join('');
}
