import { describe, expect, it } from 'vitest';
import { invitationNotice, messageNotice, plainNotice, readNoticeData } from './notice.ts';
import { readPushed, type MessagePushed } from './pushed.ts';
import { inLanguage } from './say.ts';

const say = inLanguage('en', {
  newMessage: 'New message',
  newMessages: '{n} new message | {n} new messages',
  newMessageFrom: 'New message from {name}',
  said: '{name}: {text}',
  reply: 'Reply',
  replyHint: '',
  markRead: 'Mark as read',
  invitation: 'New invitation',
  invitedTo: '{name} invites you to {title}',
  invited: '{name} invites you',
  test: 'It rings',
  testText: '',
  unsent: '',
  unsentText: '',
});

function pushed(more: Partial<MessagePushed> = {}): MessagePushed {
  return { v: 1, kind: 'MESSAGE', chatId: 'hikers', messageId: 'm1', seq: 7, unread: 3, ...more };
}

describe('a push', () => {
  it('is read as it was sent', () => {
    expect(readPushed(JSON.stringify(pushed({ sender: 'Ben' })))).toEqual(pushed({ sender: 'Ben' }));
    const read = { v: 1, kind: 'READ', chatId: 'hikers', seq: 7, unread: 0 };
    expect(readPushed(JSON.stringify(read))).toEqual(read);
  });

  it.each([
    undefined,
    '',
    'hello',
    '{}',
    '{"v":2,"kind":"MESSAGE"}',
    '{"v":1,"kind":"CALL"}',
    '{"v":1,"kind":"READ","seq":-1}',
  ])('is something unknown when it says %s', (text) => {
    expect(readPushed(text)).toEqual({ kind: 'UNKNOWN' });
  });
});

describe('a message', () => {
  it('says no more than that it came, when nothing more is known', () => {
    expect(messageNotice(say, pushed(), null, null)).toMatchObject({ title: 'New message', body: '', tag: 'hikers' });
  });

  it('names the chat as this device knows it', () => {
    const known = { kind: 'GROUP', title: 'Hikers' } as const;
    expect(messageNotice(say, pushed(), known, null)).toMatchObject({ title: 'Hikers', body: 'New message' });
  });

  it('names who wrote, once', () => {
    const person = messageNotice(say, pushed({ sender: 'Ben' }), { kind: 'PRIVATE', title: 'Ben' }, null);
    expect(person).toMatchObject({ title: 'Ben', body: 'New message' });
    const group = messageNotice(say, pushed({ sender: 'Ben', title: 'Hikers' }), null, null);
    expect(group).toMatchObject({ title: 'Hikers', body: 'New message from Ben' });
  });

  it('says what was written, and in a group by whom', () => {
    expect(messageNotice(say, pushed({ sender: 'Ben', text: 'Morning!' }), null, null).body).toBe('Morning!');
    const group = messageNotice(say, pushed({ sender: 'Ben', title: 'Hikers', text: 'Morning!' }), null, null);
    expect(group.body).toBe('Ben: Morning!');
  });

  it('joins those that came before it in the same chat, the newest five', () => {
    let notice = messageNotice(say, pushed({ text: '1' }), null, null);
    for (const seq of [8, 9, 10, 11, 12]) {
      notice = messageNotice(say, pushed({ seq, text: String(seq) }), null, readNoticeData(notice.data));
    }
    expect(notice.body).toBe('8\n9\n10\n11\n12');
    expect(notice.data.chat).toMatchObject({ seq: 12, count: 6 });
  });

  it('counts them where it may not tell them, and a repeated one once', () => {
    const first = messageNotice(say, pushed(), null, null);
    const second = messageNotice(say, pushed({ seq: 8 }), null, first.data);
    const again = messageNotice(say, pushed({ seq: 8 }), null, second.data);
    expect([second.body, again.body]).toEqual(['2 new messages', '2 new messages']);
  });

  it('leads to its chat', () => {
    expect(messageNotice(say, pushed({ chatId: 'Q2hhdDox/=' }), null, null).data.path).toBe('/chats/Q2hhdDox%2F%3D');
  });
});

it('tells of an invitation as far as it may', () => {
  const invitation = { v: 1, kind: 'INVITATION', invitationId: 'i', unread: 0 } as const;
  expect(invitationNotice(say, invitation).body).toBe('');
  expect(invitationNotice(say, { ...invitation, sender: 'Ben' }).body).toBe('Ben invites you');
  expect(invitationNotice(say, { ...invitation, sender: 'Ben', title: 'Hikers' }).body).toBe(
    'Ben invites you to Hikers',
  );
});

it('takes nothing for its own that a notification does not carry', () => {
  expect(readNoticeData(plainNotice(say).data)).toEqual({ path: '/', chat: null });
  for (const data of [null, 'x', { path: 1 }, { path: '/', chat: { id: 'x' } }])
    expect(readNoticeData(data)).toBeNull();
});

it('speaks with the plural of its language, and puts in what belongs there', () => {
  const it = inLanguage('it', { n: '{n} nuovo | {n} nuovi', hi: 'Ciao {name}, {name}' });
  expect([it('n', { n: 1 }), it('n', { n: 0 }), it('n', { n: 3 })]).toEqual(['1 nuovo', '0 nuovi', '3 nuovi']);
  expect(it('hi', { name: 'Ada' })).toBe('Ciao Ada, Ada');
});
