import type { Signals } from './documents/signals.ts';
import type { ResultOf } from './graphql.ts';
import type { Chat, Member, Presence } from './records.ts';
import type { Replica } from './replica.ts';

export type LiveSignal = ResultOf<typeof Signals>['signals'];

/** Whoever types says so every few seconds; whose word does not come again has stopped. */
export const TYPING_LASTS_MS = 6_000;

/** Takes one signal in. Signals may be lost and come late: positions only move forward, the rest is as last heard. */
export function applySignal(replica: Replica, signal: LiveSignal, now = Date.now()): void {
  switch (signal.__typename) {
    case 'Typing':
      return signal.typing
        ? startTyping(replica, signal, now)
        : stopTyping(replica, signal.chatId, signal.user.id, Infinity);
    case 'DeliveredPosition':
      return moveOther(replica, signal, { deliveredSeq: signal.seq, readSeq: 0 });
    case 'ReadPosition':
      return moveOther(replica, signal, { deliveredSeq: signal.seq, readSeq: signal.seq });
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

type Place = Pick<Member, 'deliveredSeq' | 'readSeq'>;

function moveOther(replica: Replica, signal: { chatId: string; user: { id: string } }, place: Place): void {
  const members = replica.members.get(signal.chatId);
  const chat = replica.chats.get(signal.chatId);
  if (members !== undefined) {
    const moved = members.map((member) => (member.user.id === signal.user.id ? further(member, place) : member));
    replica.members.set(signal.chatId, moved);
  }
  // There the other one is all the others; in a group one has to know every member.
  if (chat?.kind === 'PRIVATE') moveOthers(replica, chat, place);
  else if (chat !== undefined && members !== undefined) settleOthers(replica, chat.id);
}

function further<Row extends Place>(row: Row, { deliveredSeq, readSeq }: Place): Row {
  return {
    ...row,
    deliveredSeq: Math.max(row.deliveredSeq, deliveredSeq),
    readSeq: Math.max(row.readSeq, readSeq),
  };
}

/** All the others in a chat are at least there. */
export function moveOthers(replica: Replica, chat: Chat, place: Place): void {
  placeOthers(replica, chat, further(chat.others ?? { deliveredSeq: 0, readSeq: 0 }, place));
}

/** Where all the others in a group are, from its members. */
export function settleOthers(replica: Replica, chatId: string): void {
  const chat = replica.chats.get(chatId);
  const others = (replica.members.get(chatId) ?? []).filter(({ user }) => user.id !== replica.me.value?.user.id);
  if (chat === undefined || others.length === 0) return;
  const deliveredSeq = Math.min(...others.map((member) => member.deliveredSeq));
  const readSeq = Math.min(...others.map((member) => member.readSeq));
  placeOthers(replica, chat, { deliveredSeq, readSeq });
}

function placeOthers(replica: Replica, chat: Chat, others: Place): void {
  const same = chat.others?.deliveredSeq === others.deliveredSeq && chat.others.readSeq === others.readSeq;
  // Most signals change nothing here; every bubble would be drawn anew.
  if (!same) replica.chats.set(chat.id, { ...chat, others });
}
