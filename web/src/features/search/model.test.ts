import { describe, expect, it } from 'vitest';
import { ann, ben, chat, cy } from '../../testing/records.ts';
import { excerptOf, placesFor } from './model.ts';

const withBen = { chat: chat({ id: 'ben', kind: 'PRIVATE', title: null, pair: [ann, ben] }), title: ben.displayName };
const hikers = { chat: chat(), title: 'Sunday hikers' };
const benches = { chat: chat({ id: 'benches' }), title: 'Park benches' };
const chats = [hikers, withBen, benches];
const keys = (query: string, openId: string | null = null) =>
  placesFor(query, { chats, people: [ben, cy], openId }).map(({ key }) => key);

describe('where one may want to go', () => {
  it('is, with nothing typed, the chat before this one', () => {
    expect(keys('', 'hikers')).toEqual(['ben', 'benches']);
  });

  it('is the nearest name first', () => {
    expect(keys('ben')).toEqual(['ben', 'benches']);
  });

  it('is also somebody there is no chat with yet, each person once', () => {
    expect(keys('clay')).toEqual([cy.id]);
    expect(keys('brown')).toEqual(['ben']);
  });

  it('can be said by username', () => {
    expect(keys('@cy')).toEqual([cy.id]);
  });
});

describe('an excerpt', () => {
  const marks = (text: string, words: string[]) => {
    const excerpt = excerptOf(text, words);
    return excerpt.ranges.map(([from, to]) => excerpt.text.slice(from, to));
  };

  it('begins shortly before the first hit, with a whole word', () => {
    const { text } = excerptOf(`${'far away '.repeat(20)}the stove is here`, ['stove']);
    expect(text).toBe('…far away far away far away the stove is here');
  });

  it('marks what was looked for, through line breaks and long words', () => {
    expect(marks('Stove\nand\tSTOVE', ['stove'])).toEqual(['Stove', 'STOVE']);
    expect(marks(`${'x'.repeat(500)}stove`, ['stove'])).toEqual(['stove']);
  });

  it('is short, and never half a sign', () => {
    const { text } = excerptOf(`a${'🎉'.repeat(200)}`, ['a']);
    expect(text.length).toBeLessThan(170);
    expect(text.isWellFormed()).toBe(true);
  });
});
