// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import { i18n, speakReadersLanguage } from './i18n.ts';
import { phrase } from './phrase.ts';

const said = phrase<'name' | 'time' | 'text'>((t, mark) =>
  t('message.said', { name: mark('name'), time: mark('time'), text: mark('text') }),
);

afterEach(async () => {
  history.replaceState(null, '', '/');
  await speakReadersLanguage();
});

it('says what the sentence says', () => {
  const words = { name: 'Ben', time: '14:02', text: 'A {text} with | and @:signs' };
  expect(said(words)).toBe(`${words.name}, ${words.time}, ${words.text}`);
  expect(said(words)).toBe(i18n.global.t('message.said', words));
});

it('changes with the language', async () => {
  const sent = phrase<'text'>((t, mark) => t('chat.youSaid', { text: mark('text') }));
  expect(sent({ text: 'Hello' })).toBe('You: Hello');
  history.replaceState(null, '', '/?lang=it');
  await speakReadersLanguage();
  expect(sent({ text: 'Ciao' })).toBe('Tu: Ciao');
});
