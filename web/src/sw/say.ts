import { pluralForm } from '../locales/plurals.ts';

export type Say<Word extends string> = (word: Word, values?: Readonly<Record<string, string | number>>) => string;

/** The few words of a notification, without the library that the app's screens speak with: forms in one text, `{name}` for what is put in. */
export function inLanguage<Word extends string>(language: string, words: Readonly<Record<Word, string>>): Say<Word> {
  const formOf = pluralForm(language);
  return (word, values = {}) => {
    const forms = words[word].split(' | ');
    const form = typeof values['n'] === 'number' ? forms[formOf(values['n'], forms.length)] : forms[0];
    return (form ?? '').replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ''));
  };
}
