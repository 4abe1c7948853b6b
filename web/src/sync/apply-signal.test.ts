import { beforeEach, describe, expect, it } from 'vitest';
import { ann, ben, chat, cy, memberJoined, messageSent, NOON, said } from '../testing/records.ts';
import { applyEvent } from './apply.ts';
import { applySignal, stopTyping, TYPING_LASTS_MS } from './apply-signal.ts';
import type { LiveSignal } from './apply-signal.ts';
import type { Person } from './records.ts';
import { createReplica } from './replica.ts';
import type { Replica } from './replica.ts';

let device: Replica;

beforeEach(() => {
  device = createReplica();
  device.me.value = { user: ann, sessionId: 'Session:1' };
  device.chats.set('hikers', chat());
});

const types = (user: Person, typing = true): LiveSignal => ({ __typename: 'Typing', chatId: 'hikers', typing, user });
const reads = ({ id }: Person, seq: number): LiveSignal => ({
  __typename: 'ReadPosition',
  chatId: 'hikers',
  seq,
  user: { id },
});
const has = ({ id }: Person, seq: number): LiveSignal => ({
  __typename: 'DeliveredPosition',
  chatId: 'hikers',
  seq,
  user: { id },
});
const typing = () => device.typists.get('hikers')?.map(({ user }) => user.username);
const others = () => device.chats.get('hikers')?.others;

describe('who types', () => {
  it('is shown until they stop', () => {
    applySignal(device, types(ben));
    applySignal(device, types(cy));
    applySignal(device, types(ben));
    expect(typing()).toEqual(['cy', 'ben']);
    applySignal(device, types(cy, false));
    expect(typing()).toEqual(['ben']);
  });

  it('is forgotten when nothing more is heard of them, and not when it is', () => {
    applySignal(device, types(ben), NOON);
    applySignal(device, types(ben), NOON + 3_000);
    stopTyping(device, 'hikers', ben.id, NOON + TYPING_LASTS_MS);
    expect(typing()).toEqual(['ben']);
    stopTyping(device, 'hikers', ben.id, NOON + 3_000 + TYPING_LASTS_MS);
    expect(device.typists.size).toBe(0);
  });

  it('has stopped when their message comes', () => {
    applySignal(device, types(ben));
    applyEvent(device, messageSent(said(ben, 1)));
    expect(device.typists.size).toBe(0);
  });

  it('in a chat that is not here is nobody', () => {
    applySignal(device, { __typename: 'Typing', chatId: 'other', typing: true, user: ben });
    expect(device.typists.size).toBe(0);
  });
});

describe('positions', () => {
  const member = (user: Person) => ({ user, role: 'MEMBER' as const, joinedAt: 0, deliveredSeq: 0, readSeq: 0 });

  it('of the other one in a private chat only move forward, and what is read is delivered', () => {
    device.chats.set('hikers', chat({ kind: 'PRIVATE', pair: [ann, ben] }));
    applySignal(device, has(ben, 2));
    expect(others()).toEqual({ deliveredSeq: 2, readSeq: 0 });
    applySignal(device, reads(ben, 3));
    applySignal(device, has(ben, 1));
    expect(others()).toEqual({ deliveredSeq: 3, readSeq: 3 });
  });

  it('in a group are those of the slowest, who is never the reader', () => {
    device.members.set('hikers', [member(ann), member(ben), member(cy)]);
    applySignal(device, reads(ben, 5));
    expect(others()).toEqual({ deliveredSeq: 0, readSeq: 0 });
    applySignal(device, has(cy, 4));
    expect(others()).toEqual({ deliveredSeq: 4, readSeq: 0 });
  });

  it('in a group whose members are not known stay as they are', () => {
    applySignal(device, reads(ben, 5));
    expect(others()).toBeNull();
  });
});

describe('presence', () => {
  const change = ({ id }: Person, presence: { online: boolean; lastSeenAt: string | null } | null): LiveSignal => ({
    __typename: 'PresenceChange',
    user: { id },
    presence,
  });

  it('is as last heard, and nothing for who hides', () => {
    applySignal(device, change(ben, { online: true, lastSeenAt: null }));
    expect(device.presences.get(ben.id)).toEqual({ online: true, lastSeenAt: null });
    applySignal(device, change(ben, { online: false, lastSeenAt: new Date(NOON).toISOString() }));
    expect(device.presences.get(ben.id)).toEqual({ online: false, lastSeenAt: NOON });
    applySignal(device, change(ben, null));
    expect(device.presences.get(ben.id)).toBeNull();
  });

  it('of the reader is no news', () => {
    applySignal(device, change(ann, { online: true, lastSeenAt: null }));
    expect(device.presences.size).toBe(0);
  });

  it('is asked for again when somebody comes in, and all of it when the reader chose otherwise', () => {
    applySignal(device, change(cy, null));
    applyEvent(device, memberJoined(cy, 1));
    expect(device.presences.has(cy.id)).toBe(false);
    const settings = { presenceVisibility: 'NOBODY' as const };
    const errands = applyEvent(device, { __typename: 'SettingsChanged', cursor: 'c', settings });
    expect(errands).toEqual([{ errand: 'refresh-presences' }]);
    expect(device.settings.value).toEqual(settings);
  });
});
