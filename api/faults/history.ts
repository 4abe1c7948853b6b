import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Answered } from './driver/store.ts';

/** What one device or the kit itself did or saw, in the order of `at`: milliseconds of one monotonic clock. */
export type Entry = Readonly<{ at: number }> & Happening;

export type Happening =
  /** A try to send; a message is tried until its outcome is known. */
  | Readonly<{ what: 'invoke'; device: string; userId: string; chatId: string; messageId: string; text: string }>
  /** The server acknowledged. */
  | Readonly<{ what: 'ok'; device: string; messageId: string; seq: number; replayed: boolean; afterMs: number }>
  /** The server refused: it did not happen and will not. */
  | Readonly<{ what: 'fail'; device: string; messageId: string; code: string }>
  /** No answer, or one that leaves it open: it may have happened, or may yet. */
  | Readonly<{ what: 'info'; device: string; messageId: string; reason: string; afterMs: number }>
  /** A change of membership that the server acknowledged. */
  | Readonly<{ what: 'member'; userId: string; chatId: string; change: 'joined' | 'left' }>
  /** place: how many cursors the device had been given when it got the one it goes on from. */
  | Readonly<{ what: 'connected'; device: string; line: number; node: string; place: number }>
  | Readonly<{ what: 'disconnected'; device: string; line: number; code: number; lived: number }>
  /** An event as the device got it. */
  | Readonly<{ what: 'shown'; device: string; userId: string; line: number; item: Item }>
  /** The state was read afresh; known are the ids of the messages that it showed. */
  | Readonly<{ what: 'snapshot'; device: string; userId: string; known: readonly string[] }>
  /** The session was ended with the server's acknowledgement: nothing may be shown to it after a grace. */
  | Readonly<{ what: 'revoked'; device: string; graceMs: number }>
  /** An error that an honest client has to show to its user, or that the protocol does not foresee. */
  | Readonly<{ what: 'trouble'; device: string; text: string }>
  | Readonly<{ what: 'fault'; name: string }>
  | Readonly<{ what: 'faultOver' }>
  /** All devices were level with the database. */
  | Readonly<{ what: 'level' }>
  /** A process ended that nobody had ended. */
  | Readonly<{ what: 'died'; process: string; how: string }>;

/** One event of a chat. subject: the message, the membership, or for MemberLeft the person. */
export type Item = Readonly<{
  type: string;
  chatId: string;
  seq: number;
  subject: string;
  sender: string | null;
  text: string | null;
  answer: Answered;
}>;

export type History = Readonly<{
  entries: readonly Entry[];
  record(happening: Happening): void;
  write(file: string): Promise<void>;
}>;

export function startHistory(): History {
  const entries: Entry[] = [];
  return {
    entries,
    record(happening) {
      entries.push({ at: Math.round(performance.now() * 10) / 10, ...happening });
    },
    async write(file) {
      mkdirSync(dirname(file), { recursive: true });
      await pipeline(linesOf(entries), createWriteStream(file));
    },
  };
}

/** One JSON object a line, each made when the one before is on its way: together they are longer than a string may be. */
function* linesOf(entries: readonly Entry[]): Generator<string> {
  for (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

/** The entries of one kind, typed as such. */
export function of<What extends Entry['what']>(
  entries: readonly Entry[],
  what: What,
): Extract<Entry, { what: What }>[] {
  return entries.filter((entry): entry is Extract<Entry, { what: What }> => entry.what === what);
}
