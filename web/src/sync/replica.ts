import { shallowReactive, shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import type { ActRecord } from './acts.ts';
import type { Chat, Invitation, Member, Person, Presence, Settings, Typist } from './records.ts';

export interface Me {
  readonly user: Person;
  readonly sessionId: string;
}

/**
 * What the screens read: the device's database as it stands, kept up by live queries (store/mirror.ts), and what others are
 * doing right now, which is kept nowhere. Who wants to change something changes the database.
 */
export interface Replica {
  readonly me: ShallowRef<Me | null>;
  readonly chats: Map<string, Chat>;
  /** Where the list of chats goes on; null when all of them are here. */
  readonly moreChats: ShallowRef<string | null>;
  readonly inbox: Map<string, Invitation>;
  readonly moreInbox: ShallowRef<string | null>;
  readonly sent: Map<string, Invitation>;
  readonly moreSent: ShallowRef<string | null>;
  readonly members: Map<string, readonly Member[]>;
  readonly settings: ShallowRef<Settings | null>;
  /** What was done here and the server has not taken yet, in order. */
  readonly acts: ShallowRef<readonly ActRecord[]>;
  /** Whether people are online, by their id; null for whom the reader may not see. Who was not asked for is not here. */
  readonly presences: Map<string, Presence | null>;
  /** Who types, by chat. */
  readonly typists: Map<string, readonly Typist[]>;
}

export function createReplica(): Replica {
  return {
    me: shallowRef(null),
    chats: shallowReactive(new Map()),
    moreChats: shallowRef(null),
    inbox: shallowReactive(new Map()),
    moreInbox: shallowRef(null),
    sent: shallowReactive(new Map()),
    moreSent: shallowRef(null),
    members: shallowReactive(new Map()),
    settings: shallowRef(null),
    acts: shallowRef([]),
    presences: shallowReactive(new Map()),
    typists: shallowReactive(new Map()),
  };
}

export function forgetEverything(replica: Replica): void {
  replica.me.value = null;
  replica.moreChats.value = null;
  replica.moreInbox.value = null;
  replica.moreSent.value = null;
  replica.settings.value = null;
  replica.acts.value = [];
  const { chats, inbox, sent, members, presences, typists } = replica;
  for (const map of [chats, inbox, sent, members, presences, typists]) map.clear();
}

/** The one of this window. */
export const replica = createReplica();

/** Whose replica it is. An answer that was asked for by somebody else must not be filed. */
export function readerId(): string | null {
  return replica.me.value?.user.id ?? null;
}
