import type { Entry } from '../history.ts';

/** What the database holds, read from the primary. Ids are UUIDs. */
export type Truth = Readonly<{
  chats: readonly TrueChat[];
  stays: readonly Stay[];
  invitations: readonly Readonly<{ chatId: string; inviteeId: string; status: string }>[];
}>;

export type TrueChat = Readonly<{
  id: string;
  lastSeq: number;
  /** By seq. subject: the message, the membership, or for MemberLeft the person. */
  log: readonly Readonly<{ seq: number; type: string; subject: string }>[];
  messages: readonly TrueMessage[];
}>;

export type TrueMessage = Readonly<{ id: string; seq: number; sender: string | null; text: string }>;

/** One stay of a person in a chat: they may hear what is above visibleAfter, up to leaveSeq. */
export type Stay = Readonly<{
  chatId: string;
  userId: string;
  visibleAfter: number;
  joinSeq: number;
  leaveSeq: number | null;
  readSeq: number;
}>;

/** What a device held at the end. */
export type Holding = Readonly<{
  device: string;
  userId: string;
  chats: readonly HeldChat[];
}>;

export type HeldChat = Readonly<{
  chatId: string;
  /** Above this seq every entry must be there; up to it only the messages. */
  since: number;
  last: number;
  /** Null on a device that only counts; what it was shown out of order is in the history. */
  entries: readonly Readonly<{ seq: number; type: string; subject: string }>[] | null;
  unread: number | null;
}>;

/** What the server told a person of their unread messages at the end. */
export type Told = Readonly<{ userId: string; chatId: string; unread: number }>;

/** What the processes had open, before anybody came and after everybody had gone. */
export type Footprint = Readonly<{
  node: string;
  files: number;
  databaseConnections: number;
}>;

/** What stands in the way in the database. */
export type Leftovers = Readonly<{ idleInTransaction: number; waitingForLocks: number }>;

export type Evidence = Readonly<{
  history: readonly Entry[];
  truth: Truth;
  holdings: readonly Holding[];
  told: readonly Told[];
  before: readonly Footprint[];
  after: readonly Footprint[];
  leftovers: Leftovers;
  /** How long after the end of the fault everything had to be level. */
  limitMs: number;
}>;

export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I10' | 'I11' | 'I12';
export type Violation = Readonly<{ invariant: Invariant; what: string }>;
