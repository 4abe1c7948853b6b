import { createI18n } from 'vue-i18n';
import { en } from './en.ts';

/** A new language is a folder beside en/, a file beside en.ts, and a line here: `it: async () => (await import('./it.ts')).it`. */
const LANGUAGES = { en: async () => en };

type Language = keyof typeof LANGUAGES;

declare module 'vue-i18n' {
  type Words = typeof en;
  // The library asks for an interface to be extended.
  // oxlint-disable-next-line typescript/no-empty-object-type
  export interface DefineLocaleMessage extends Words {}
}

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en } });

/** The first of the reader's languages that we speak. */
export async function speakReadersLanguage(): Promise<void> {
  const language = navigator.languages.map((tag) => tag.slice(0, 2)).find(isSpoken) ?? 'en';
  i18n.global.setLocaleMessage(language, await LANGUAGES[language]());
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
}

function isSpoken(tag: string): tag is Language {
  return tag in LANGUAGES;
}
