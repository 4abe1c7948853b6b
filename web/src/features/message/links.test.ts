import { describe, expect, it } from 'vitest';
import { tokenize } from './links.ts';

const links = (text: string) => tokenize(text).flatMap((token) => (token.kind === 'link' ? [token.text] : []));
const whole = (text: string) =>
  tokenize(text)
    .map(({ text: part }) => part)
    .join('');

describe('web addresses in a message', () => {
  it('become links, the words around them stay words', () => {
    expect(tokenize('Map: https://komoot.example/ridge, bring it')).toEqual([
      { kind: 'text', text: 'Map: ' },
      { kind: 'link', text: 'https://komoot.example/ridge', href: 'https://komoot.example/ridge' },
      { kind: 'text', text: ', bring it' },
    ]);
  });

  it.each([
    ['(see https://a.example/x).', ['https://a.example/x']],
    ['https://a.example/x_(y)', ['https://a.example/x_(y)']],
    ['https://a.example/x?y=1&z=2#end!', ['https://a.example/x?y=1&z=2#end']],
    ['https://a.example/ https://b.example', ['https://a.example/', 'https://b.example']],
    ['HTTPS://A.EXAMPLE/x', ['HTTPS://A.EXAMPLE/x']],
    ['https://münchen.example/straße', ['https://münchen.example/straße']],
  ])('end where a reader would end them: %s', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'ftp://a.example',
    'https://',
    'https://bank.example@evil.example/',
    'https://user:word@evil.example/',
    'vbscript:https',
  ])('are left as text when they are not safe to follow: %s', (text) => {
    expect(links(text)).toEqual([]);
  });

  it('cannot break out of the link: what could end an attribute ends the address', () => {
    expect(links('https://a.example/"onmouseover="x')).toEqual(['https://a.example/']);
  });

  it('lose nothing of the text', () => {
    const text = 'a https://x.example/). b\nhttp://y.example/?(q)… c https://u@z.example d';
    expect(whole(text)).toBe(text);
  });

  it('take no time worth naming, however the longest message is made', () => {
    const began = performance.now();
    for (const piece of ['https://a.example/(', 'https://', '))))', 'http://a@', 'https://x.example/).']) {
      tokenize(piece.repeat(Math.ceil(8_000 / piece.length)).slice(0, 8_000));
    }
    expect(performance.now() - began).toBeLessThan(250);
  });
});
