import { z } from 'zod';
import type { Codec } from '../platform/bus.ts';
import { positionBelow, type Position } from './cursor.ts';

type Told = Readonly<{
  /** Serial number; within a chat its order is the order of seq. Digits, for it may pass what a number can hold. */
  id: string;
  /** What happened: the name of the event's GraphQL type. */
  kind: string;
  /** The row that changed. Its present state is what listeners are shown. */
  subjectId: string;
  at: Date;
  /** That row, where the node that wrote it had it at hand. It does not travel to other nodes. */
  subject?: object;
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

const rowOnTheWire = z.tuple([
  z.string(),
  z.string(),
  z.string().nullable(),
  z.number().nullable(),
  z.string().nullable(),
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
  z.number(),
  z.string(),
]);

/** Entries as other nodes read them: a row of values, in the order of a LogRow, and the base of the position. */
export const entryCodec: Codec<LogEntry> = {
  encode({ id, kind, chatId, seq, userId, subjectId, admits, dismisses, at, position }) {
    const values = [
      id,
      kind,
      chatId,
      seq,
      userId,
      subjectId,
      admits,
      dismisses,
      at.getTime(),
      position.base.toString(),
    ];
    return JSON.stringify(values);
  },
  decode(text) {
    const { data } = rowOnTheWire.safeParse(JSON.parse(text));
    if (!data) return null;
    const [id, kind, chat_id, seq, user_id, subject_id, admits, dismisses, time, base] = data;
    const row = { id, kind, chat_id, seq, user_id, subject_id, admits, dismisses, at: new Date(time) };
    return toEntry(row, { ...positionBelow(BigInt(base)), after: BigInt(id) });
  },
};
