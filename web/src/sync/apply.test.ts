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
import { createCopy, type Copy } from './store/copy.ts';

let device: Copy;

const hikers = () => device.chats.get('hikers');

beforeEach(() => {
  device = createCopy();
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
    expect(device.messages).toEqual([]);
  });

  it('after a leap in the numbers sends for what was missed', () => {
    applyEvent(device, messageSent(said(ben, 1)));
    expect(applyEvent(device, messageSent(said(ben, 3)))).toContainEqual({ errand: 'fetch-chat', chatId: 'hikers' });
  });

  it('is there once when the answer to sending comes before its echo', () => {
    placeMessage(device, said(ann, 1));
    applyEvent(device, messageSent(said(ann, 1)));
    expect(new Set(device.messages.map(({ chatId, seq }) => `${chatId} ${seq}`)).size).toBe(1);
    expect(device.spans.get('hikers')).toEqual([[0, 1]]);
  });

  it('makes what is known of its chat longer, and leaves a hole where something was missed', () => {
    for (const seq of [1, 2, 5]) applyEvent(device, messageSent(said(ben, seq)));
    expect(device.spans.get('hikers')).toEqual([
      [0, 2],
      [5, 5],
    ]);
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
    applyEvent(device, messageSent(said(ben, 1)));
    applyEvent(device, memberLeft(ann, 2));
    expect(hikers()).toBeUndefined();
    expect([device.spans.has('hikers'), device.messages]).toEqual([false, []]);
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

  it('that is told again as it stands now, ahead of what was read, leaves nothing to count', () => {
    const backlog = [messageSent(said(ben, 1)), readMoved(3), ...[2, 3].map((seq) => messageSent(said(ben, seq)))];
    for (const event of [...backlog, readMoved(3)]) applyEvent(device, event);
    expect(hikers()).toMatchObject({ lastSeq: 3, readSeq: 3, unreadCount: 0 });
    applyEvent(device, messageSent(said(ben, 4)));
    expect(hikers()?.unreadCount).toBe(1);
  });

  it('part of the way asks for what is left to be counted', () => {
    device.chats.set('hikers', chat({ lastSeq: 90, unreadCount: 90 }));
    expect(applyEvent(device, readMoved(40))).toEqual([{ errand: 'recount', chatId: 'hikers' }]);
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
    expect(device.invitations.get('i1')).toMatchObject({ id: 'i1', box: 'inbox' });
    applyEvent(device, invitationResolved('i1'));
    expect(device.invitations.get('i1')).toBeNull();
  });

  it('told again after their answer stay away', () => {
    applyEvent(device, invitationReceived('i1', 'ACCEPTED'));
    expect(device.invitations.get('i1')).toBeNull();
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

it('says of whom an event tells that they type no more, and of who came or went that they may be seen otherwise', () => {
  expect(applyEvent(device, messageSent(said(ben, 1)))).toEqual([
    { errand: 'stop-typing', chatId: 'hikers', userId: ben.id },
  ]);
  expect(applyEvent(device, memberJoined(cy, 2))).toContainEqual({ errand: 'forget-presence', userId: cy.id });
});

it('sees other people afresh when the reader chose otherwise who may see them', () => {
  const settings = { presenceVisibility: 'NOBODY' as const };
  const errands = applyEvent(device, { __typename: 'SettingsChanged', cursor: 'c', settings });
  expect(errands).toEqual([{ errand: 'refresh-presences' }]);
  expect(device.settings.value).toEqual(settings);
});
