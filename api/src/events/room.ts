import type { Hearing } from '../platform/bus.ts';
import { livePosition } from './append.ts';
import type { Listener } from './desk.ts';
import type { ChatEntry } from './entry.ts';
import { chatChannel, type Log } from './log.ts';
import type { Recent } from './recent.ts';
import { createSequence, type Sequence } from './sequence.ts';
import { readChatAfter } from './tail.ts';

/** A chat that listeners of this node are in. */
export type Room = Readonly<{
  sequence: Sequence;
  /** The listeners, with the seq from which on each may hear. */
  listeners: Map<Listener, number>;
  hearing: Hearing;
}>;

type Options = Readonly<{
  log: Log;
  chatId: string;
  /** Everything up to this seq was told before the room was opened. */
  head: number;
  recent: Recent;
  deliver: (room: Room, entry: ChatEntry) => void;
  onError: (error: unknown) => void;
}>;

/** Begins to hear a chat's channel, and tells its entries in order. */
export function openRoom({ log, chatId, head, recent, deliver, onError }: Options): Room {
  const sequence = createSequence({
    head,
    readAfter: (seq) => readChatAfter(log, chatId, seq),
    deliver: (entry) => deliver(room, entry),
    onError,
  });
  const hearing = log.bus.subscribe(chatChannel(chatId), (entry) => {
    if (entry.chatId === null || entry.seq <= sequence.head()) return;
    const live = { ...entry, position: livePosition(log, entry.position) };
    // Only what came by the bus: the position of what was read from the log later does not suit a replay.
    recent.remember(live);
    sequence.offer(live);
  });
  const room: Room = { sequence, listeners: new Map(), hearing };
  return room;
}
