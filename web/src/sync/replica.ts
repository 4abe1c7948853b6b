import { shallowReactive, shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import type { Chat, Invitation, Member, Person } from './records.ts';
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
  };
}

export function forgetEverything(replica: Replica): void {
  replica.me.value = null;
  replica.cursor.value = null;
  replica.moreChats.value = null;
  replica.moreInbox.value = null;
  replica.moreSent.value = null;
  for (const map of [replica.chats, replica.inbox, replica.sent, replica.timelines, replica.members]) map.clear();
}

/** Forgets a chat this person is no longer in. */
export function forgetChat(replica: Replica, chatId: string): void {
  replica.chats.delete(chatId);
  replica.timelines.delete(chatId);
  replica.members.delete(chatId);
}

/** The one of this device. */
export const replica = createReplica();

/** Whose replica it is. An answer that was asked for by somebody else must not be filed. */
export function readerId(): string | null {
  return replica.me.value?.user.id ?? null;
}
