/** What this device remembers: flat, immutable, replaced and never changed in place. Times are epoch milliseconds. */

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
}

export interface Message {
  readonly id: string;
  /** Made by the sender's client: the same before and after the server has taken it. */
  readonly uuid: string;
  readonly chatId: string;
  readonly seq: number;
  /** What a message of the system tells; null when a person wrote it. */
  readonly notice: Notice | null;
  readonly system: boolean;
  /** Null once the account is deleted. */
  readonly sender: Person | null;
  readonly text: string;
  readonly at: number;
}

export type Notice = 'GROUP_CREATED' | 'MEMBER_JOINED' | 'MEMBER_LEFT';

export interface Chat {
  readonly id: string;
  readonly kind: 'PRIVATE' | 'GROUP';
  readonly title: string | null;
  /** The two people of a private chat, also before the second has accepted. */
  readonly pair: readonly Person[];
  readonly memberCount: number;
  readonly lastMessage: Message | null;
  readonly lastActivityAt: number;
  /** Head of the chat's log as far as this device has heard. */
  readonly lastSeq: number;
  readonly readSeq: number;
  readonly unreadCount: number;
  /** The newest of what any device of the reader has, as far as the server was told. */
  readonly deliveredSeq: number;
  /** Where all the others are at least; null when nobody else is in it. */
  readonly others: { readonly deliveredSeq: number; readonly readSeq: number } | null;
}

export interface Member {
  readonly user: Person;
  readonly role: Role;
  readonly joinedAt: number;
  readonly deliveredSeq: number;
  readonly readSeq: number;
}

/** Null lastSeenAt: they are online, or never were. */
export interface Presence {
  readonly online: boolean;
  readonly lastSeenAt: number | null;
}

/** Somebody who types, until they are heard of again or this moment passes. */
export interface Typist {
  readonly user: Person;
  readonly until: number;
}

export interface Settings {
  readonly presenceVisibility: 'EVERYONE' | 'SHARED_CHATS' | 'NOBODY';
}

export type Role = 'OWNER' | 'ADMIN' | 'MEMBER';

export interface Invitation {
  readonly id: string;
  readonly chatId: string;
  readonly kind: 'PRIVATE' | 'GROUP';
  readonly title: string | null;
  readonly memberCount: number;
  readonly inviter: Person;
  readonly invitee: Person;
  readonly at: number;
}
