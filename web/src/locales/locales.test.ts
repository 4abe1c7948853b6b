import { describe, expect, it } from 'vitest';
import { pluralForm } from './plurals.ts';

const files: Record<string, string> = import.meta.glob('./*/*.json', { query: '?raw', import: 'default', eager: true });

const english = wordsOf('en');
const languages = [...new Set(Object.keys(files).map((path) => path.split('/')[1] ?? ''))].filter(
  (tag) => tag !== 'en',
);

describe.each(languages)('the words of %s', (language) => {
  const words = wordsOf(language);

  it('say all that English says', () => {
    const missing = [...english.keys()].filter((key) => !words.has(key));
    expect(missing, `Write these in web/src/locales/${language}/ (file and key)`).toEqual([]);
  });

  it('say nothing that English does not', () => {
    const strange = [...words.keys()].filter((key) => !english.has(key));
    expect(strange, `Remove these from web/src/locales/${language}/, or add them to en/`).toEqual([]);
  });

  it('name the same placeholders', () => {
    const differing = [...words]
      .filter(([key, text]) => english.has(key) && placeholders(text) !== placeholders(english.get(key) ?? ''))
      .map(([key, text]) => `${key}: “${text}” against “${english.get(key) ?? ''}”`);
    expect(differing).toEqual([]);
  });

  it('have as many forms for one and for many', () => {
    const differing = [...words]
      .filter(([key, text]) => formsOf(text) !== formsOf(english.get(key) ?? ''))
      .map(([key]) => key);
    expect(differing).toEqual([]);
  });

  it('leave nothing empty', () => {
    expect([...words].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
  });
});

it.each(['en', 'it'])('takes the first form for one thing in %s, and the second for none and for many', (language) => {
  const formOf = pluralForm(language);
  expect([0, 1, 2, 1_000_000].map((count) => formOf(count, 2))).toEqual([1, 0, 1, 1]);
});

/** "chat.json: seen.today" → its text. */
function wordsOf(language: string): Map<string, string> {
  const words = new Map<string, string>();
  for (const [path, text] of Object.entries(files)) {
    const [, folder, file] = path.split('/');
    if (folder === language) collect(JSON.parse(text), `${file}: `, words);
  }
  return words;
}

function collect(node: unknown, path: string, words: Map<string, string>): void {
  if (typeof node === 'string') words.set(path, node);
  if (typeof node !== 'object' || node === null) return;
  const dot = path.endsWith(': ') ? '' : '.';
  for (const [key, value] of Object.entries(node)) collect(value, `${path}${dot}${key}`, words);
}

/** Which names a text fills in; a form for one thing may leave the number out. */
function placeholders(text: string): string {
  return [...new Set(text.match(/\{\w+\}/gu) ?? [])].sort().join(' ');
}

function formsOf(text: string): number {
  return text.split(' | ').length;
}
