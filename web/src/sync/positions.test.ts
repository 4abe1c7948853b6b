import { beforeEach, expect, it } from 'vitest';
import { ann, ben, chat, cy } from '../testing/records.ts';
import { moveOther } from './positions.ts';
import type { Person } from './records.ts';
import { createCopy, type Copy } from './store/copy.ts';

let device: Copy;

beforeEach(() => {
  device = createCopy();
  device.me.value = { user: ann, sessionId: 'Session:1' };
  device.chats.set('hikers', chat());
});

const member = (user: Person) => ({ user, role: 'MEMBER' as const, joinedAt: 0, deliveredSeq: 0, readSeq: 0 });
const reads = ({ id }: Person, seq: number) =>
  moveOther(device, { chatId: 'hikers', userId: id }, { deliveredSeq: seq, readSeq: seq });
const has = ({ id }: Person, seq: number) =>
  moveOther(device, { chatId: 'hikers', userId: id }, { deliveredSeq: seq, readSeq: 0 });
const others = () => device.chats.get('hikers')?.others;

it('those of the other one in a private chat only move forward, and what is read is delivered', () => {
  device.chats.set('hikers', chat({ kind: 'PRIVATE', pair: [ann, ben] }));
  has(ben, 2);
  expect(others()).toEqual({ deliveredSeq: 2, readSeq: 0 });
  reads(ben, 3);
  has(ben, 1);
  expect(others()).toEqual({ deliveredSeq: 3, readSeq: 3 });
});

it('in a group they are those of the slowest, who is never the reader', () => {
  device.members.set('hikers', [member(ann), member(ben), member(cy)]);
  reads(ben, 5);
  expect(others()).toEqual({ deliveredSeq: 0, readSeq: 0 });
  has(cy, 4);
  expect(others()).toEqual({ deliveredSeq: 4, readSeq: 0 });
});

it('in a group whose members are not known they stay as they are', () => {
  reads(ben, 5);
  expect(others()).toBeNull();
});

it('what is known already changes no row', () => {
  device.members.set('hikers', [member(ann), member(ben)]);
  reads(ben, 5);
  const before = [device.chats.get('hikers'), device.members.get('hikers')];
  has(ben, 4);
  expect([device.chats.get('hikers'), device.members.get('hikers')]).toEqual(before);
  expect(device.members.get('hikers')).toBe(before[1]);
});
