import { describe, expect, it } from 'vitest';
import { ann, ben, chat, NOON, said } from '../../testing/records.ts';
import { byActivity, chatFace, lastLine, neighbourOf, otherOf } from './model.ts';

const withBen = chat({ id: 'private', kind: 'PRIVATE', title: null, pair: [ann, ben] });
const unsent = { uuid: 'u', chatId: 'hikers', text: 'Soon', at: NOON + 1, refusal: null, id: 'u' };

describe('a private chat', () => {
  it('goes under the name and face of the other person', () => {
    expect(otherOf(withBen, ann.id)).toBe(ben);
    expect(chatFace(withBen, ann.id)).toMatchObject({ initials: 'BB', shape: 'round' });
  });

  it('has nobody to show once the other account is deleted', () => {
    expect(otherOf({ ...withBen, pair: [ann] }, ann.id)).toBeNull();
  });
});

it('shows groups square', () => {
  expect(chatFace(chat(), ann.id)).toMatchObject({ initials: 'Sh', shape: 'square' });
});

describe('the last line of a chat', () => {
  const talked = chat({ lastMessage: said(ben, 1, { text: 'Hello' }) });

  it('is what was said last', () => {
    expect(lastLine(talked, undefined, undefined, ann.id)).toMatchObject({ line: 'said', text: 'Hello', sender: ben });
  });

  it('is what waits to be sent, before that', () => {
    expect(lastLine(talked, unsent, undefined, ann.id)).toEqual({ line: 'mine', text: 'Soon', state: 'sending' });
  });

  it('is a draft, before both', () => {
    expect(lastLine(talked, unsent, 'Perhaps', ann.id)).toEqual({ line: 'draft', text: 'Perhaps' });
  });

  it('ignores a draft of nothing but spaces', () => {
    expect(lastLine(talked, undefined, '  \n', ann.id)).toMatchObject({ line: 'said' });
  });
});

it('puts the chat with the newest word first, sent or not', () => {
  const flat = chat({ id: 'flat', lastActivityAt: NOON - 5 });
  const hikers = chat({ lastActivityAt: NOON - 10 });
  expect(byActivity([hikers, flat], []).map(({ id }) => id)).toEqual(['flat', 'hikers']);
  expect(byActivity([hikers, flat], [unsent]).map(({ id }) => id)).toEqual(['hikers', 'flat']);
});

describe('the neighbour of a chat', () => {
  const chats = ['a', 'b', 'c', 'd'].map((id) => chat({ id, unreadCount: id === 'd' ? 2 : 0 }));
  const next = (from: string | null, step: 1 | -1) => neighbourOf(chats, from, { step })?.id;

  it('is the next in the list, and the first after the last', () => {
    expect([next('a', 1), next('d', 1), next('b', -1), next('a', -1)]).toEqual(['b', 'a', 'a', 'd']);
  });

  it('is the first or the last when none is open', () => {
    expect([next(null, 1), next(null, -1)]).toEqual(['a', 'd']);
  });

  it('is the next unread one, past all others', () => {
    const unread = (from: string, step: 1 | -1) =>
      neighbourOf(chats, from, { step, wanted: ({ unreadCount }) => unreadCount > 0 })?.id;
    expect([unread('a', 1), unread('b', -1), unread('d', 1)]).toEqual(['d', 'd', undefined]);
  });

  it('is nobody where there is no other', () => {
    expect(neighbourOf(chats.slice(0, 1), 'a', { step: 1 })).toBeNull();
    expect(neighbourOf([], null, { step: -1 })).toBeNull();
  });
});
