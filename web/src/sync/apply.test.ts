import { beforeEach, describe, expect, it } from 'vitest';
import {
  ann,
  ben,
  chat,
  cy,
  invitationReceived,
  invitationResolved,
  memberJoined,
  memberLeft,
  messageSent,
  readMoved,
  said,
} from '../testing/records.ts';
import { applyEvent, placeChat, placeMessage } from './apply.ts';
import { createReplica } from './replica.ts';
import type { Replica } from './replica.ts';

let device: Replica;

const hikers = () => device.chats.get('hikers');

beforeEach(() => {
  device = createReplica();
  device.me.value = { user: ann, sessionId: 'Session:1' };
  device.chats.set('hikers', chat());
});

describe('a message that arrives', () => {
  it('becomes the last line of its chat and counts as unread once, however often it is told', () => {
    const event = messageSent(said(ben, 1, { text: 'Hello' }));
    applyEvent(device, event);
    applyEvent(device, event);
    expect(hikers()).toMatchObject({ unreadCount: 1, lastSeq: 1, lastMessage: { text: 'Hello' } });
    expect(device.cursor.value).toBe('after-1');
  });

  it('is no news to its sender', () => {
    applyEvent(device, messageSent(said(ann, 1)));
    expect(hikers()?.unreadCount).toBe(0);
  });

  it('does not replace a newer last line when a backlog is told again', () => {
    applyEvent(device, messageSent(said(ben, 1, { text: 'first' })));
    applyEvent(device, messageSent(said(ben, 2, { text: 'second' })));
    applyEvent(device, messageSent(said(ben, 1, { text: 'first' })));
    expect(hikers()?.lastMessage?.text).toBe('second');
  });

  it('of a chat not heard of before sends for that chat', () => {
    const event = messageSent(said(ben, 5, { chatId: 'other' }));
    expect(applyEvent(device, event)).toEqual([{ errand: 'fetch-chat', chatId: 'other' }]);
  });

  it('after a leap in the numbers sends for what was missed', () => {
    applyEvent(device, messageSent(said(ben, 1)));
    expect(applyEvent(device, messageSent(said(ben, 3)))).toEqual([{ errand: 'fetch-chat', chatId: 'hikers' }]);
  });

  it('is there once when the answer to sending comes before its echo', () => {
    device.timelines.set('hikers', { messages: [], loaded: true, olderCursor: null });
    placeMessage(device, said(ann, 1));
    applyEvent(device, messageSent(said(ann, 1)));
    expect(device.timelines.get('hikers')?.messages).toHaveLength(1);
  });
});

describe('members', () => {
  it('are counted and listed as they come and go', () => {
    device.members.set('hikers', [{ user: ann, role: 'OWNER', joinedAt: 0, deliveredSeq: 0, readSeq: 0 }]);
    applyEvent(device, memberJoined(cy, 1));
    expect(hikers()?.memberCount).toBe(4);
    expect(device.members.get('hikers')?.map(({ user }) => user.username)).toEqual(['ann', 'cy']);
    applyEvent(device, memberLeft(cy, 2));
    expect(device.members.get('hikers')?.map(({ user }) => user.username)).toEqual(['ann']);
  });

  it('who leave take the chat with them when they are the reader', () => {
    device.timelines.set('hikers', { messages: [said(ben, 1)], loaded: true, olderCursor: null });
    applyEvent(device, memberLeft(ann, 1));
    expect(hikers()).toBeUndefined();
    expect(device.timelines.has('hikers')).toBe(false);
  });

  it('who left and came back are not thrown out by the old leaving told again', () => {
    device.chats.set('hikers', chat({ lastSeq: 9 }));
    applyEvent(device, memberLeft(ann, 4));
    expect(hikers()).toBeDefined();
  });
});

describe('reading', () => {
  it('on another device clears the count here', () => {
    device.chats.set('hikers', chat({ lastSeq: 5, readSeq: 1, unreadCount: 4 }));
    applyEvent(device, readMoved(5));
    expect(hikers()).toMatchObject({ readSeq: 5, unreadCount: 0 });
  });

  it('never moves back', () => {
    device.chats.set('hikers', chat({ lastSeq: 5, readSeq: 5 }));
    applyEvent(device, readMoved(2));
    expect(hikers()?.readSeq).toBe(5);
  });

  it('part of the way recounts what is left from the messages that are here', () => {
    const messages = [said(ben, 1), said(ann, 2), said(ben, 3), said(cy, 4)];
    device.timelines.set('hikers', { messages, loaded: true, olderCursor: null });
    device.chats.set('hikers', chat({ lastSeq: 4, unreadCount: 3 }));
    expect(applyEvent(device, readMoved(1))).toEqual([]);
    expect(hikers()?.unreadCount).toBe(2);
  });

  it('part of the way asks the server when the messages are not here', () => {
    device.chats.set('hikers', chat({ lastSeq: 90, unreadCount: 90 }));
    expect(applyEvent(device, readMoved(40))).toEqual([{ errand: 'fetch-chat', chatId: 'hikers' }]);
  });

  it('further here than the server has heard of survives a fresh answer', () => {
    device.chats.set('hikers', chat({ lastSeq: 5, readSeq: 5 }));
    placeChat(device, chat({ lastSeq: 5, readSeq: 2, unreadCount: 3 }));
    expect(hikers()).toMatchObject({ readSeq: 5, unreadCount: 0 });
  });
});

describe('invitations', () => {
  it('wait in the inbox until they are answered', () => {
    applyEvent(device, invitationReceived('i1'));
    expect([...device.inbox.keys()]).toEqual(['i1']);
    applyEvent(device, invitationResolved('i1'));
    expect(device.inbox.size).toBe(0);
  });

  it('told again after their answer stay away', () => {
    applyEvent(device, invitationReceived('i1', 'ACCEPTED'));
    expect(device.inbox.size).toBe(0);
  });
});

it('asks for a snapshot when the cursor leads nowhere, and keeps the old one until then', () => {
  device.cursor.value = 'old';
  const errands = applyEvent(device, { __typename: 'SnapshotRequired', cursor: 'new' });
  expect(errands).toEqual([{ errand: 'take-snapshot' }]);
  expect(device.cursor.value).toBe('old');
});

it('signs out when its own session ends, and only then', () => {
  const ended = (sessionId: string) => applyEvent(device, { __typename: 'SessionEnded', cursor: 'c', sessionId });
  expect(ended('Session:2')).toEqual([]);
  expect(ended('Session:1')).toEqual([{ errand: 'sign-out' }]);
});
