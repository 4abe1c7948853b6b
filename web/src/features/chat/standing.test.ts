// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { beforeEach, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { i18n } from '../../locales/i18n.ts';
import type { Chat, Person } from '../../sync/records.ts';
import { forgetEverything, replica } from '../../sync/replica.ts';
import { ann, ben, chat, cy } from '../../testing/records.ts';
import { useStanding } from './use-standing.ts';

const DAY_MS = 86_400_000;
const pair = chat({ id: 'pair', kind: 'PRIVATE', title: null, pair: [ann, ben] });

beforeEach(() => {
  // A server that never answers: what is known is what the test says.
  vi.stubGlobal('fetch', () => new Promise(() => {}));
  forgetEverything(replica);
  replica.me.value = { user: ann, sessionId: 'Session:1' };
});

function standingOf(of: Chat): string {
  const line = defineComponent(() => {
    const { typing, seen } = useStanding(() => of);
    return () => h('p', typing.value ?? seen.value ?? 'nothing');
  });
  return mount(line, { global: { plugins: [i18n] } }).text();
}

function type(of: Chat, ...people: readonly Person[]): void {
  replica.typists.set(
    of.id,
    people.map((user) => ({ user, until: Infinity })),
  );
}

it('of who hides, or was never heard of, is nothing', () => {
  expect(standingOf(pair)).toBe('nothing');
  replica.presences.set(ben.id, null);
  expect(standingOf(pair)).toBe('nothing');
});

it('says who is online, or when they were last', () => {
  replica.presences.set(ben.id, { online: true, lastSeenAt: null });
  expect(standingOf(pair)).toBe('online');
  const today = new Date();
  today.setHours(0, 5);
  replica.presences.set(ben.id, { online: false, lastSeenAt: today.getTime() });
  expect(standingOf(pair)).toMatch(/^last seen \d/);
  replica.presences.set(ben.id, { online: false, lastSeenAt: today.getTime() - DAY_MS });
  expect(standingOf(pair)).toMatch(/^last seen yesterday, /);
  replica.presences.set(ben.id, { online: false, lastSeenAt: today.getTime() - 3 * DAY_MS });
  expect(standingOf(pair)).toMatch(/^last seen \w+day$/);
  replica.presences.set(ben.id, { online: false, lastSeenAt: today.getTime() - 400 * DAY_MS });
  expect(standingOf(pair)).toMatch(/^last seen .*20\d\d$/);
});

it('names who types, in a group two at most', () => {
  type(pair, ben);
  expect(standingOf(pair)).toBe('typing…');
  const group = chat();
  type(group, ben);
  expect(standingOf(group)).toBe('Ben is typing…');
  type(group, ben, cy);
  expect(standingOf(group)).toBe('Ben and Cy are typing…');
  type(group, ben, cy, ann);
  expect(standingOf(group)).toBe('3 people are typing…');
});
