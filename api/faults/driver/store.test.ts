import { describe, expect, it } from 'vitest';
import type { ChatEvent } from './documents.ts';
import { createStore } from './store.ts';

const message = (seq: number, sender = 'ann'): ChatEvent => ({
  type: 'MessageSent',
  cursor: `c${seq}`,
  chatId: 'chat',
  seq,
  subject: `m${seq}`,
  sender,
  text: 'hello',
  who: null,
  readSeq: 0,
});

const member = (type: 'MemberJoined' | 'MemberLeft', seq: number, who: string): ChatEvent => ({
  ...message(seq),
  type,
  who,
  sender: null,
  readSeq: type === 'MemberJoined' ? seq - 1 : 0,
});

function bobsStore() {
  const store = createStore('bob');
  store.begin({
    cursor: 'c2',
    chats: [
      {
        chatId: 'chat',
        lastSeq: 2,
        readSeq: 1,
        unread: 1,
        messages: [{ id: 'm2', seq: 2, sender: 'ann' }],
        earlier: null,
      },
    ],
  });
  return store;
}

describe('the store of a simulated device', () => {
  it('goes on from a snapshot and tells what is new from what is not', () => {
    const store = bobsStore();
    expect([2, 3, 3, 4].map((seq) => store.apply(message(seq)))).toEqual(['repeat', 'new', 'repeat', 'new']);
  });

  it('sees that something is missing', () => {
    expect(bobsStore().apply(message(4))).toBe('gap');
  });

  it('counts as unread what others said above the read position', () => {
    const store = bobsStore();
    store.apply(message(3));
    store.apply(message(4, 'bob'));
    expect(store.unread('chat')).toBe(2);
    store.read('chat', 3);
    expect(store.unread('chat')).toBe(0);
  });

  it('forgets a chat when its person goes, and is not fooled by a replay of the end', () => {
    const store = bobsStore();
    store.apply(message(3));
    store.apply(member('MemberLeft', 4, 'bob'));
    expect(store.apply(message(3))).toBe('repeat');
    expect(store.apply(member('MemberLeft', 4, 'bob'))).toBe('repeat');
    expect(store.chats.size).toBe(0);
  });

  it('takes the end of a stay without what came before it, and begins anew with the next stay', () => {
    const store = bobsStore();
    expect(store.apply(member('MemberLeft', 9, 'bob'))).toBe('new');
    expect(store.apply(member('MemberJoined', 12, 'bob'))).toBe('new');
    expect(store.apply(message(13))).toBe('new');
    expect(store.unread('chat')).toBe(1);
  });

  it('keeps the chat when somebody else goes', () => {
    const store = bobsStore();
    expect(store.apply(member('MemberLeft', 3, 'ann'))).toBe('new');
    expect(store.chats.size).toBe(1);
  });
});
