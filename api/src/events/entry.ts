import type { Position } from './cursor.ts';

type Told = Readonly<{
  /** Serial number; within a chat its order is the order of seq. Digits, for it may pass what a number can hold. */
  id: string;
  /** What happened: the name of the event's GraphQL type. */
  kind: string;
  /** The row that changed. Its present state is what listeners are shown. */
  subjectId: string;
  at: Date;
  /** Where a listener who has everything up to here can go on from. */
  position: Position;
}>;

/** A change of a chat, heard by its members, in the order of seq. */
export type ChatEntry = Told &
  Readonly<{
    chatId: string;
    seq: number;
    userId: null;
    /** The person who hears this chat from this entry on. */
    admits: string | null;
    /** The person for whom this is the chat's last entry. */
    dismisses: string | null;
  }>;

/** A change that concerns one person, heard on all their devices. */
export type PersonalEntry = Told & Readonly<{ chatId: null; seq: null; userId: string; admits: null; dismisses: null }>;

/** One row of the log. */
export type LogEntry = ChatEntry | PersonalEntry;

/** A row of the log as Postgres gives it. */
export type LogRow = Readonly<{
  id: string;
  kind: string;
  chat_id: string | null;
  seq: number | null;
  user_id: string | null;
  subject_id: string;
  admits: string | null;
  dismisses: string | null;
  at: Date;
}>;

/** The columns of a LogRow, to be read from a table that is called `log` in the statement. */
export const LOG_COLUMNS =
  'log.id::text AS id, log.kind, log.chat_id, log.seq, log.user_id, log.subject_id, log.admits, log.dismisses, log.at';

export function toEntry(row: LogRow, position: Position): LogEntry {
  const told = { id: row.id, kind: row.kind, subjectId: row.subject_id, at: row.at, position };
  if (row.chat_id !== null && row.seq !== null) {
    const { chat_id: chatId, seq, admits, dismisses } = row;
    return { ...told, chatId, seq, userId: null, admits, dismisses };
  }
  if (row.user_id !== null) {
    return { ...told, chatId: null, seq: null, userId: row.user_id, admits: null, dismisses: null };
  }
  throw new Error(`log entry ${row.id} is addressed to nobody`);
}
