import { shallowReactive, shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import type { Chat, Invitation, Member, Person, Presence, Settings, Typist } from './records.ts';
import type { Timeline } from './timeline.ts';

export interface Me {
  readonly user: Person;
  readonly sessionId: string;
}

/** This device's copy of what concerns one person. Screens read it; only the engine and its helpers write it. */
export interface Replica {
  readonly me: ShallowRef<Me | null>;
  /** Stands for the last event taken in. */
  readonly cursor: ShallowRef<string | null>;
  readonly chats: Map<string, Chat>;
  /** Where the list of chats goes on; null when all of them are here. */
  readonly moreChats: ShallowRef<string | null>;
  readonly inbox: Map<string, Invitation>;
  readonly moreInbox: ShallowRef<string | null>;
  readonly sent: Map<string, Invitation>;
  readonly moreSent: ShallowRef<string | null>;
  readonly timelines: Map<string, Timeline>;
  readonly members: Map<string, readonly Member[]>;
  /** Whether people are online, by their id; null for whom the reader may not see. Who was not asked for is not here. */
  readonly presences: Map<string, Presence | null>;
  /** Who types, by chat. */
  readonly typists: Map<string, readonly Typist[]>;
  readonly settings: ShallowRef<Settings | null>;
}

export function createReplica(): Replica {
  return {
    me: shallowRef(null),
    cursor: shallowRef(null),
    chats: shallowReactive(new Map()),
    moreChats: shallowRef(null),
    inbox: shallowReactive(new Map()),
    moreInbox: shallowRef(null),
    sent: shallowReactive(new Map()),
    moreSent: shallowRef(null),
    timelines: shallowReactive(new Map()),
    members: shallowReactive(new Map()),
    presences: shallowReactive(new Map()),
    typists: shallowReactive(new Map()),
    settings: shallowRef(null),
  };
}

export function forgetEverything(replica: Replica): void {
  replica.me.value = null;
  replica.cursor.value = null;
  replica.moreChats.value = null;
  replica.moreInbox.value = null;
  replica.moreSent.value = null;
  replica.settings.value = null;
  const { chats, inbox, sent, timelines, members, presences, typists } = replica;
  for (const map of [chats, inbox, sent, timelines, members, presences, typists]) map.clear();
}

/** Forgets a chat this person is no longer in. */
export function forgetChat(replica: Replica, chatId: string): void {
  replica.chats.delete(chatId);
  replica.timelines.delete(chatId);
  replica.members.delete(chatId);
  replica.typists.delete(chatId);
}

/** The one of this device. */
export const replica = createReplica();

/** Whose replica it is. An answer that was asked for by somebody else must not be filed. */
export function readerId(): string | null {
  return replica.me.value?.user.id ?? null;
}
