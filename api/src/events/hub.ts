import { openDesk, type Desk, type Listener } from './desk.ts';
import type { Hearing } from '../platform/bus.ts';
import type { ChatEntry, PersonalEntry } from './entry.ts';
import { chatChannel, type Log } from './log.ts';
import { now } from './replay.ts';
import { createSequence, type Sequence } from './sequence.ts';
import { readChatAfter, readHeads, readPersonalSince, readStays, type Stay } from './tail.ts';

/** A chat that listeners of this node are in. */
type Room = Readonly<{
  sequence: Sequence;
  /** The listeners, with the seq from which on each may hear. */
  listeners: Map<Listener, number>;
  /** When, by the hub's own count, the room began to hear its channel. */
  since: number;
  hearing: Hearing;
}>;

export type Hub = Readonly<{
  /**
   * Brings a listener to the live feed of a person and of the chats that person is in. Once this resolves,
   * everything that a replay begun from now on does not contain is heard.
   * @returns ends it
   */
  attach(listener: Listener): Promise<() => void>;
  /** Hears what concerns one person, and no chats. @returns ends it */
  watch(userId: string, hear: (entry: PersonalEntry) => void): () => void;
  /** Looks into the log for what the bus has lost, and tells it. */
  checkTail(): Promise<void>;
  /** What this node listens to now. */
  size(): Readonly<{ people: number; chats: number; listeners: number; waiting: number }>;
  close(): void;
}>;

/**
 * Maps what happens to who hears it, on one node. Each chat is told in the order of seq, without gaps or repeats;
 * as coming and going are entries of that same order, nobody hears what came before they joined or after they left.
 */
export function createHub(log: Log, tailCheckMs: number, onError: (error: unknown) => void): Hub {
  const rooms = new Map<string, Room>();
  const desks = new Map<string, Desk>();
  const pulse = setInterval(() => checkTail().catch(onError), tailCheckMs);
  let count = 0;
  const began = now(log).then(
    ({ base }) => base,
    () => null,
  );
  let personalFrom: bigint | null = null;

  return { attach, watch, checkTail, size, close };

  async function attach(listener: Listener): Promise<() => void> {
    const desk = deskOf(listener.userId);
    desk.listeners.add(listener);
    try {
      await enterRooms(desk, listener);
    } catch (error) {
      detach(desk, listener);
      throw error;
    }
    return () => detach(desk, listener);
  }

  /**
   * A membership counts once it was read after the room had begun to hear, and from a state of the chat that is not
   * older than what the room has told: else the entry that ends it may have passed unheard.
   */
  async function enterRooms(desk: Desk, listener: Listener): Promise<void> {
    const touched = new Set<string>();
    try {
      for (let unsure: readonly string[] | null = null; unsure === null || unsure.length > 0;) {
        const asOf = ++count;
        const stays = await readStays(log, listener.userId, unsure);
        if (!desk.listeners.has(listener)) return;
        unsure = stays.filter((stay) => !enter(desk, listener, stay, asOf)).map(({ chatId }) => chatId);
        for (const chatId of unsure) touched.add(chatId);
      }
    } finally {
      for (const chatId of touched) closeIfEmpty(chatId);
    }
  }

  /** @returns false when the stay was read too early to count */
  function enter(desk: Desk, listener: Listener, { chatId, visibleAfter, lastSeq }: Stay, asOf: number): boolean {
    const { sequence, listeners, since } = roomOf(chatId);
    const head = sequence.head();
    if (since > asOf || (head !== null && lastSeq < head)) return false;
    listeners.set(listener, visibleAfter + 1);
    desk.rooms.add(chatId);
    if (head === null) sequence.startAt(lastSeq);
    return true;
  }

  function watch(userId: string, hear: (entry: PersonalEntry) => void): () => void {
    const desk = deskOf(userId);
    desk.watchers.add(hear);
    return () => {
      desk.watchers.delete(hear);
      closeIfUnmanned(userId, desk);
    };
  }

  function detach(desk: Desk, listener: Listener): void {
    if (!desk.listeners.delete(listener)) return;
    for (const chatId of desk.rooms) {
      rooms.get(chatId)?.listeners.delete(listener);
      closeIfEmpty(chatId);
    }
    if (desk.listeners.size === 0) desk.rooms.clear();
    closeIfUnmanned(listener.userId, desk);
  }

  function deskOf(userId: string): Desk {
    const known = desks.get(userId);
    if (known) return known;
    const desk: Desk = openDesk(log.bus, userId, (entry) => admit(desk, entry));
    desks.set(userId, desk);
    return desk;
  }

  function closeIfUnmanned(userId: string, desk: Desk): void {
    if (desk.listeners.size + desk.watchers.size > 0 || desks.get(userId) !== desk) return;
    desk.hearing.end();
    desks.delete(userId);
  }

  function roomOf(chatId: string): Room {
    const known = rooms.get(chatId);
    if (known) return known;
    const sequence = createSequence({
      readAfter: (seq) => readChatAfter(log, chatId, seq),
      deliver: (entry) => deliver(room, entry),
      onError,
    });
    const hearing = log.bus.subscribe(chatChannel(chatId), (entry) => {
      if (entry.chatId !== null) sequence.offer(entry);
    });
    const room: Room = { sequence, listeners: new Map(), since: ++count, hearing };
    rooms.set(chatId, room);
    return room;
  }

  function closeIfEmpty(chatId: string): void {
    const room = rooms.get(chatId);
    if (!room || room.listeners.size > 0) return;
    room.hearing.end();
    room.sequence.close();
    rooms.delete(chatId);
  }

  /**
   * Opens a chat that this node does not know for the person whom the entry admits; a known one admits when the
   * entry's turn comes. Should the entry be an old one, then the room tells in order what followed, the leaving too.
   */
  function admit(desk: Desk, entry: ChatEntry): void {
    if (desk.listeners.size === 0 || rooms.has(entry.chatId)) return;
    const room = roomOf(entry.chatId);
    for (const listener of desk.listeners) room.listeners.set(listener, entry.seq);
    desk.rooms.add(entry.chatId);
    room.sequence.startAt(entry.seq - 1);
    room.sequence.offer(entry);
    // An entry out of the log may be an old one: what followed it is told at once, the leaving too.
    room.sequence.catchUp().catch(onError);
  }

  /** Rights change with the entry that tells of them: before it for who comes, right after it for who goes. */
  function deliver(room: Room, entry: ChatEntry): void {
    const comer = entry.admits === null ? undefined : desks.get(entry.admits);
    for (const listener of comer?.listeners ?? []) {
      room.listeners.set(listener, entry.seq);
      comer?.rooms.add(entry.chatId);
    }
    for (const [listener, from] of room.listeners) if (entry.seq >= from) listener.hear(entry);
    const goer = entry.dismisses === null ? undefined : desks.get(entry.dismisses);
    for (const listener of goer?.listeners ?? []) room.listeners.delete(listener);
    goer?.rooms.delete(entry.chatId);
    closeIfEmpty(entry.chatId);
  }

  async function checkTail(): Promise<void> {
    const present = await now(log);
    for (const [chatId, lastSeq] of await readHeads(log, [...rooms.keys()])) {
      const sequence = rooms.get(chatId)?.sequence;
      const head = sequence?.head() ?? null;
      if (head !== null && head < lastSeq) await sequence?.catchUp();
    }
    const from = personalFrom ?? (await began);
    if (from !== null) {
      for (const entry of await readPersonalSince(log, [...desks.keys()], from)) {
        desks.get(entry.userId ?? entry.admits ?? '')?.hear(entry);
      }
    }
    personalFrom = present.base;
  }

  function size() {
    let listeners = 0;
    let waiting = 0;
    for (const desk of desks.values()) listeners += desk.listeners.size;
    for (const room of rooms.values()) waiting += room.sequence.waiting();
    return { people: desks.size, chats: rooms.size, listeners, waiting };
  }

  function close(): void {
    clearInterval(pulse);
    for (const desk of desks.values()) desk.hearing.end();
    for (const room of rooms.values()) {
      room.hearing.end();
      room.sequence.close();
    }
    desks.clear();
    rooms.clear();
  }
}
