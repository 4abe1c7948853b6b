import type { Signals } from './documents/signals.ts';
import type { ResultOf } from './graphql.ts';
import type { Presence } from './records.ts';
import type { Replica } from './replica.ts';

export type LiveSignal = ResultOf<typeof Signals>['signals'];

/** Whoever types says so every few seconds; whose word does not come again has stopped. */
export const TYPING_LASTS_MS = 6_000;

/** Takes in who types and who is there: as last heard, for signals may be lost and come late. */
export function applySignal(replica: Replica, signal: LiveSignal, now = Date.now()): void {
  switch (signal.__typename) {
    case 'Typing':
      return signal.typing
        ? startTyping(replica, signal, now)
        : stopTyping(replica, signal.chatId, signal.user.id, Infinity);
    case 'PresenceChange':
      if (signal.user.id !== replica.me.value?.user.id) {
        replica.presences.set(signal.user.id, toPresence(signal.presence));
      }
  }
}

export function toPresence(data: { online: boolean; lastSeenAt: string | null } | null): Presence | null {
  if (data === null) return null;
  return { online: data.online, lastSeenAt: data.lastSeenAt === null ? null : Date.parse(data.lastSeenAt) };
}

function startTyping(replica: Replica, { chatId, user }: Extract<LiveSignal, { __typename: 'Typing' }>, now: number) {
  if (!replica.chats.has(chatId)) return;
  const others = (replica.typists.get(chatId) ?? []).filter((typist) => typist.user.id !== user.id);
  replica.typists.set(chatId, [...others, { user, until: now + TYPING_LASTS_MS }]);
}

/** Forgets somebody's typing, unless they were heard of since. @param asOf when it was supposed to end */
export function stopTyping(replica: Replica, chatId: string, userId: string, asOf: number): void {
  const typists = replica.typists.get(chatId);
  if (typists === undefined) return;
  const left = typists.filter(({ user, until }) => user.id !== userId || until > asOf);
  if (left.length === 0) replica.typists.delete(chatId);
  else if (left.length < typists.length) replica.typists.set(chatId, left);
}
