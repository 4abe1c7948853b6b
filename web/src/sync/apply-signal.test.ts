import { beforeEach, describe, expect, it } from 'vitest';
import { ann, ben, chat, cy, NOON } from '../testing/records.ts';
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
const typing = () => device.typists.get('hikers')?.map(({ user }) => user.username);

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

  it('in a chat that is not here is nobody', () => {
    applySignal(device, { __typename: 'Typing', chatId: 'other', typing: true, user: ben });
    expect(device.typists.size).toBe(0);
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
});
