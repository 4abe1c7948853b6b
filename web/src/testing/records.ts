import type { LiveEvent } from '../sync/apply.ts';
import type { Chat, Message, Person } from '../sync/records.ts';

/** People with names, and what they might say, for tests. */
export const ann = person('ann', 'Ann Able');
export const ben = person('ben', 'Ben Brown');
export const cy = person('cy', 'Cy Clay');

/** Noon of an ordinary Sunday, in whatever zone the tests run. */
export const NOON = new Date(2026, 10, 22, 12).getTime();
export const MINUTE = 60_000;

function person(username: string, displayName: string): Person {
  return { id: `User:${username}`, username, displayName };
}

export function said(sender: Person, seq: number, rest: Partial<Message> = {}): Message {
  const text = rest.text ?? `${sender.displayName} says ${seq}`;
  const at = NOON + seq * MINUTE;
  return {
    id: `Message:${seq}`,
    uuid: `uuid-${seq}`,
    chatId: 'hikers',
    seq,
    notice: null,
    system: false,
    sender,
    text,
    at,
    ...rest,
  };
}

export function chat(rest: Partial<Chat> = {}): Chat {
  return {
    id: 'hikers',
    kind: 'GROUP',
    title: 'Sunday hikers',
    pair: [],
    memberCount: 3,
    lastMessage: null,
    lastActivityAt: NOON,
    lastSeq: 0,
    readSeq: 0,
    unreadCount: 0,
    deliveredSeq: 0,
    others: null,
    ...rest,
  };
}

type Told<Name extends LiveEvent['__typename']> = Extract<LiveEvent, { __typename: Name }>;

export function messageSent({ id, uuid, chatId, seq, sender, text, at }: Message): Told<'MessageSent'> {
  const createdAt = new Date(at).toISOString();
  const message = { id, uuid, chat: { id: chatId }, seq, kind: 'TEXT' as const, notice: null, sender, text, createdAt };
  return { __typename: 'MessageSent', cursor: `after-${seq}`, chatId, seq, message };
}

export function memberJoined(user: Person, seq: number): Told<'MemberJoined'> {
  const membership = {
    id: `Membership:${user.username}`,
    user,
    role: 'MEMBER' as const,
    joinedAt: new Date(NOON).toISOString(),
    readSeq: 0,
    deliveredSeq: 0,
  };
  return { __typename: 'MemberJoined', cursor: `after-${seq}`, chatId: 'hikers', seq, membership };
}

export function memberLeft(user: Person, seq: number): Told<'MemberLeft'> {
  return { __typename: 'MemberLeft', cursor: `after-${seq}`, chatId: 'hikers', seq, user };
}

export function readMoved(readSeq: number): Told<'ReadMoved'> {
  const membership = { id: 'Membership:ann', readSeq, chat: { id: 'hikers' } };
  return { __typename: 'ReadMoved', cursor: `read-${readSeq}`, membership };
}

type Status = Told<'InvitationReceived'>['invitation']['status'];

export function invitationReceived(id: string, status: Status = 'PENDING'): Told<'InvitationReceived'> {
  return { __typename: 'InvitationReceived', cursor: `invited-${id}`, invitation: invitation(id, status) };
}

export function invitationResolved(id: string): Told<'InvitationResolved'> {
  return { __typename: 'InvitationResolved', cursor: `resolved-${id}`, invitation: invitation(id, 'ACCEPTED') };
}

function invitation(id: string, status: Status) {
  const preview = { kind: 'GROUP' as const, title: 'Sunday hikers', memberCount: 3 };
  return {
    id,
    chatId: 'hikers',
    chat: preview,
    inviter: ben,
    invitee: ann,
    status,
    createdAt: new Date(NOON).toISOString(),
  };
}
