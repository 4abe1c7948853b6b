const LETTER = /[\p{L}\p{N}]/u;

/** Two letters for a person ("Ada Moretti" → "AM"), or one where there is one word. */
export function personInitials(name: string): string {
  const words = wordsOf(name);
  const first = words[0];
  const last = words.length > 1 ? words.at(-1) : undefined;
  return `${firstLetter(first)}${firstLetter(last)}`.toLocaleUpperCase();
}

/** Two letters for a group, told from people by the small second one ("Sunday hikers" → "Sh"). */
export function groupInitials(title: string): string {
  const [first, second] = wordsOf(title);
  const tail =
    second === undefined ? [...(first ?? '')].filter((letter) => LETTER.test(letter))[1] : firstLetter(second);
  return `${firstLetter(first).toLocaleUpperCase()}${(tail ?? '').toLocaleLowerCase()}`;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => LETTER.test(word));
}

function firstLetter(word: string | undefined): string {
  return [...(word ?? '')].find((letter) => LETTER.test(letter)) ?? '';
}
