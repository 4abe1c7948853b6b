import en from '../locales/en/worker.json';
import it from '../locales/it/worker.json';
import { readLanguage } from '../sync/store/device.ts';
import { inLanguage, type Say } from './say.ts';

const LANGUAGES = { en, it };

export type Word = keyof typeof en;

/** In the language that the app was last seen in, else in the browser's. */
export async function speak(): Promise<Say<Word>> {
  const tags = [await readLanguage(), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  const language = tags.find((tag) => tag === 'en' || tag === 'it') ?? 'en';
  return inLanguage(language, LANGUAGES[language]);
}
