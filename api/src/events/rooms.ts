import { reached } from '../platform/failpoints.ts';
import type { Desk, Listener } from './desk.ts';
import type { ChatEntry, LogEntry } from './entry.ts';
import { createHeadReader } from './heads.ts';
import type { Log } from './log.ts';
import { createRecent } from './recent.ts';
import type { Stay } from './replay.ts';
import { openRoom, type Room } from './room.ts';

export type Rooms = ReturnType<typeof createRooms>;

type Ports = Readonly<{
  log: Log;
  /** The desk of a person who is listened for on this node. */
  deskOf: (userId: string) => Desk | undefined;
  onError: (error: unknown) => void;
}>;

/**
 * The chats that listeners of this node are in, and who hears which. Coming and going are entries of the order in which a
 * chat is told, so rights change with the entry that tells of them.
 */
export function createRooms({ log, deskOf, onError }: Ports) {
  const rooms = new Map<string, Room>();
  const heads = createHeadReader(log);
  /** As they were told live: what a listener who comes late has missed of a room. */
  const recent = createRecent();

  return { rooms, recent, enter, check, admit, heardUpTo, leave, catchUp, close };

  /** Brings a listener into a chat, by their stay as it was read. @returns false when the reading is too old to go by */
  function enter(desk: Desk, listener: Listener, { chatId, visibleAfter, lastSeq }: Stay): boolean {
    const room = rooms.get(chatId) ?? open(chatId, lastSeq);
    const missed = toldSince(chatId, lastSeq, room.sequence.head());
    if (missed === null) return false;
    let present = true;
    for (const entry of missed) {
      if (entry.admits === listener.userId) present = true;
      if (present) listener.hear(entry);
      if (entry.dismisses === listener.userId) present = false;
    }
    if (present) {
      room.listeners.set(listener, Math.max(visibleAfter, lastSeq) + 1);
      desk.rooms.add(chatId);
    }
    return true;
  }

  /** What a room has told between two seqs; null when not all of it is remembered. */
  function toldSince(chatId: string, from: number, head: number): ChatEntry[] | null {
    const entries: ChatEntry[] = [];
    for (let seq = from + 1; seq <= head; seq++) {
      const entry = recent.find(chatId, seq);
      if (!entry) return null;
      entries.push(entry);
    }
    return entries;
  }

  /** Tells what was committed before a new room began to hear: it is in the log, and nowhere else. */
  async function check(chatId: string): Promise<void> {
    await rooms.get(chatId)?.hearing.ready;
    await catchUp(chatId, await heads.load(chatId));
  }

  async function catchUp(chatId: string, lastSeq: number): Promise<void> {
    const sequence = rooms.get(chatId)?.sequence;
    if (sequence && sequence.head() < lastSeq) await sequence.catchUp(lastSeq);
  }

  function heardUpTo(listener: Listener, chatId: string, seq: number): void {
    const listeners = rooms.get(chatId)?.listeners;
    const from = listeners?.get(listener);
    if (from !== undefined && from <= seq) listeners?.set(listener, seq + 1);
  }

  /**
   * Brings those listeners of a person into a chat who have arrived. A room that is not there yet is opened; should the
   * entry be an old one, then the room tells in order what followed, the leaving too.
   */
  function admit(desk: Desk, entry: ChatEntry): void {
    const { chatId, seq } = entry;
    const present = [...desk.listeners].filter((listener) => !desk.arriving.has(listener));
    const room = rooms.get(chatId);
    if (present.length === 0) return;
    if (!room) return openFor(desk, present, entry);
    // In a room that has yet to tell the entry they come in with its turn; in one that has, that turn is past.
    if (room.sequence.head() < seq) return room.sequence.offer(entry);
    for (const listener of present) {
      if (room.listeners.has(listener)) continue;
      if (!enter(desk, listener, { chatId, visibleAfter: seq - 1, lastSeq: seq - 1 })) listener.resync?.();
    }
  }

  function openFor(desk: Desk, listeners: readonly Listener[], entry: ChatEntry): void {
    const room = open(entry.chatId, entry.seq - 1);
    for (const listener of listeners) room.listeners.set(listener, entry.seq);
    desk.rooms.add(entry.chatId);
    room.sequence.offer(entry);
    room.hearing.ready.then(() => room.sequence.catchUp()).catch(onError);
  }

  function open(chatId: string, head: number): Room {
    const room = openRoom({ log, chatId, head, recent, deliver, onError });
    rooms.set(chatId, room);
    return room;
  }

  /** Rights change with the entry that tells of them: before it for who comes, right after it for who goes. */
  function deliver(room: Room, entry: ChatEntry): void {
    const comer = entry.admits === null ? undefined : deskOf(entry.admits);
    for (const listener of comer?.listeners ?? []) {
      // A room that lags behind may tell of a coming that a listener has read of already, and of what followed it.
      room.listeners.set(listener, Math.max(entry.seq, room.listeners.get(listener) ?? 0));
      comer?.rooms.add(entry.chatId);
    }
    for (const [listener, from] of room.listeners) {
      reached('hub.delivers');
      if (entry.seq >= from) listener.hear(entry);
    }
    const goer = entry.dismisses === null ? undefined : deskOf(entry.dismisses);
    // Nor does it tell those to go who have come again since.
    for (const listener of goer?.listeners ?? []) {
      if ((room.listeners.get(listener) ?? 0) <= entry.seq) room.listeners.delete(listener);
    }
    if (goer && ![...goer.listeners].some((listener) => room.listeners.has(listener))) goer.rooms.delete(entry.chatId);
    closeIfEmpty(entry.chatId);
  }

  function leave(desk: Desk, listener: Listener): void {
    for (const chatId of desk.rooms) {
      rooms.get(chatId)?.listeners.delete(listener);
      closeIfEmpty(chatId);
    }
    if (desk.listeners.size === 0) desk.rooms.clear();
  }

  function closeIfEmpty(chatId: string): void {
    const room = rooms.get(chatId);
    if (!room || room.listeners.size > 0) return;
    room.hearing.end();
    room.sequence.close();
    rooms.delete(chatId);
  }

  function close(): void {
    for (const room of rooms.values()) {
      room.hearing.end();
      room.sequence.close();
    }
    rooms.clear();
  }
}

/** The same object that others are told, so that what was made of it serves once more. */
export function createAsTold(live: Pick<Rooms, 'recent'>['recent']) {
  /** As they were told to somebody who came back: others come back, too. */
  const replayed = createRecent();
  return (entry: LogEntry, snapshot: string): LogEntry => {
    if (entry.chatId === null) return entry;
    const told = live.find(entry.chatId, entry.seq) ?? replayed.find(entry.chatId, entry.seq);
    // Not one whose position suits this listener alone.
    if (told === null && entry.position.seen !== snapshot) replayed.remember(entry);
    return told ?? entry;
  };
}
