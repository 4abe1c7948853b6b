import { createI18n } from 'vue-i18n';
import { readonly, shallowRef } from 'vue';
import { readStored, writeStored } from '../platform/storage.ts';
import { en } from './en.ts';
import { pluralForm } from './plurals.ts';

/** The shape that every language fills; a test and the types say which words are missing. */
export type Words = typeof en;

/** A new language is a folder beside en/, a file beside en.ts, and a line here. */
const LANGUAGES = {
  en: { name: 'English', words: async () => en },
  it: { name: 'Italiano', words: async () => (await import('./it.ts')).it },
};

/** English in Arabic's clothes, by `?lang=ar-XB`: shows what breaks from right to left, and what is not translated at all. */
const PSEUDO = 'ar-XB' as const;

export type Language = keyof typeof LANGUAGES;
type Spoken = Language | typeof PSEUDO;

declare module 'vue-i18n' {
  // oxlint-disable-next-line typescript/no-empty-object-type -- the library asks for an interface to be extended
  export interface DefineLocaleMessage extends Words {}
}

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  // English until the others' files are here.
  messages: { en, it: en, [PSEUDO]: en },
  pluralRules: { en: pluralForm('en'), it: pluralForm('it'), [PSEUDO]: pluralForm('en') },
});

const chosen = shallowRef<Language | null>(parse(readStored('language')));

/** Null: the first of the reader's languages that we speak. */
export const chosenLanguage = readonly(chosen);

export const LANGUAGE_NAMES = Object.entries(LANGUAGES)
  .map(([tag, { name }]) => ({ tag: parse(tag), name }))
  .filter((each): each is { tag: Language; name: string } => each.tag !== null);

export async function chooseLanguage(next: Language | null): Promise<void> {
  chosen.value = next;
  writeStored('language', next);
  await speakReadersLanguage();
}

export async function speakReadersLanguage(): Promise<void> {
  const wanted = fromAddress() ?? chosen.value ?? fromBrowser() ?? 'en';
  const words = await wordsOf(wanted).catch(() => null);
  // Their file could not be had: English is always here.
  const language = words === null ? 'en' : wanted;
  if (words !== null) i18n.global.setLocaleMessage(language, words);
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  document.documentElement.dir = language === PSEUDO ? 'rtl' : 'ltr';
}

async function wordsOf(language: Spoken): Promise<Words> {
  if (language === PSEUDO) return (await import('./pseudo.ts')).pseudo;
  return LANGUAGES[language].words();
}

function fromAddress(): Spoken | null {
  const asked = new URLSearchParams(location.search).get('lang');
  return asked === PSEUDO ? PSEUDO : parse(asked);
}

function fromBrowser(): Language | null {
  return navigator.languages.map((tag) => parse(tag.slice(0, 2))).find((tag) => tag !== null) ?? null;
}

function parse(tag: string | null): Language | null {
  return tag === 'en' || tag === 'it' ? tag : null;
}
