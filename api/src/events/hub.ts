import type { Position } from './cursor.ts';
import { openDesk, type Desk, type Listener } from './desk.ts';
import type { ChatEntry, LogEntry, PersonalEntry } from './entry.ts';
import { createHeadReader } from './heads.ts';
import type { Log } from './log.ts';
import { createRecent } from './recent.ts';
import { now, readArrival, replay, type Arrival, type Page, type Stay } from './replay.ts';
import { openRoom, type Room } from './room.ts';
import { readHeads, readPersonalSince } from './tail.ts';

export type Hub = Readonly<{
  /**
   * Brings a listener to the live feed of a person and of the chats that person is in, and reads what the log holds
   * since the position. What the page and the pages after it do not contain is heard; little comes twice.
   */
  arrive(listener: Listener, from: Position | null, limit: number): Promise<Attached>;
  /** The same for who wants no replay. @returns ends it */
  attach(listener: Listener): Promise<() => void>;
  /** Hears what concerns one person, and no chats. @returns ends it */
  watch(userId: string, hear: (entry: PersonalEntry) => void): () => void;
  /** Looks into the log for what the bus has lost, and tells it. */
  checkTail(): Promise<void>;
  /** What this node listens to now. */
  size(): Size;
  close(): void;
}>;

export type Size = Readonly<{
  people: number;
  chats: number;
  listeners: number;
  /** Listeners that are on their way in. */
  arriving: number;
  /** Entries that wait for a predecessor. */
  waiting: number;
}>;

export type Attached = Arrival &
  Readonly<{
    /** The page after one. */
    readOn(from: Position): Promise<Page>;
    /** Says that the listener knows a chat up to this seq. */
    hasHeard(chatId: string, seq: number): void;
    detach(): void;
  }>;

/**
 * Maps what happens to who hears it, on one node. Each chat is told in the order of seq, without gaps or repeats;
 * as coming and going are entries of that same order, nobody hears what came before they joined or after they left.
 */
export function createHub(log: Log, tailCheckMs: number, onError: (error: unknown) => void): Hub {
  const rooms = new Map<string, Room>();
  const desks = new Map<string, Desk>();
  let arriving = 0;
  /** As they were told live: what a listener who comes late has missed of a room. */
  const recent = createRecent();
  /** As they were told to somebody who came back: others come back, too. */
  const replayed = createRecent();
  const heads = createHeadReader(log);
  const pulse = setInterval(() => checkTail().catch(onError), tailCheckMs);
  const stopHearingGaps = log.bus.onGap(() => void checkTail().catch(onError));

  return { arrive, attach, watch, checkTail, size, close };

  async function attach(listener: Listener): Promise<() => void> {
    return (await arrive(listener, null, 0)).detach;
  }

  async function arrive(listener: Listener, from: Position | null, limit: number): Promise<Attached> {
    const desk = deskOf(listener.userId);
    desk.listeners.add(listener);
    desk.arriving.add(listener);
    arriving += 1;
    const leave = () => detach(desk, listener);
    try {
      // From here on admissions and what is personal are heard; so the reading misses nothing that comes before them.
      await desk.hearing.ready;
      for (;;) {
        const arrival = await readArrival(log, listener.userId, from, limit);
        desk.known ??= arrival.snapshot;
        if (!desk.listeners.has(listener) || arrival.ahead || (await enterRooms(desk, listener, arrival.stays))) {
          const entries = arrival.entries.map((entry) => asTold(entry, arrival.snapshot));
          const hasHeard = (chatId: string, seq: number) => heardUpTo(listener, chatId, seq);
          return {
            ...arrival,
            entries,
            hasHeard,
            readOn: (next) => readOn(listener.userId, next, limit),
            detach: leave,
          };
        }
      }
    } catch (error) {
      leave();
      throw error;
    } finally {
      arriving -= 1;
      settle(desk, listener);
    }
  }

  /** Who has arrived hears the chats, too, that they were admitted to after their reading. */
  function settle(desk: Desk, listener: Listener): void {
    desk.arriving.delete(listener);
    const { admissions } = desk;
    if (desk.arriving.size === 0) desk.admissions = [];
    for (const entry of admissions) if (!desk.rooms.has(entry.chatId)) admit(desk, entry);
  }

  async function readOn(userId: string, from: Position, limit: number): Promise<Page> {
    const page = await replay(log, userId, from, limit);
    const seen = page.next.seen;
    return { ...page, entries: page.entries.map((entry) => asTold(entry, seen)) };
  }

  /** @returns false when the reading was too old for a room that has told much since */
  async function enterRooms(desk: Desk, listener: Listener, stays: readonly Stay[]): Promise<boolean> {
    const opened = stays.filter(({ chatId }) => !rooms.has(chatId));
    const entered = stays.map((stay) => enter(desk, listener, stay));
    // What was committed between the reading and the hearing of a new room is in the log, and nowhere else.
    await Promise.all(opened.map(({ chatId }) => check(chatId)));
    return !entered.includes(false) && desk.admissions.every((entry) => enterLate(desk, listener, entry));
  }

  /** An admission after the reading, to a chat that this node has been telling to others. */
  function enterLate(desk: Desk, listener: Listener, { chatId, seq }: ChatEntry): boolean {
    const room = rooms.get(chatId);
    if (!room || room.listeners.has(listener)) return true;
    return enter(desk, listener, { chatId, visibleAfter: seq - 1, lastSeq: seq - 1 });
  }

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

  async function check(chatId: string): Promise<void> {
    await rooms.get(chatId)?.hearing.ready;
    const lastSeq = await heads.load(chatId);
    const sequence = rooms.get(chatId)?.sequence;
    if (sequence && sequence.head() < lastSeq) await sequence.catchUp(lastSeq);
  }

  function heardUpTo(listener: Listener, chatId: string, seq: number): void {
    const listeners = rooms.get(chatId)?.listeners;
    const from = listeners?.get(listener);
    if (from !== undefined && from <= seq) listeners?.set(listener, seq + 1);
  }

  /** The same object that others are told, so that what was made of it serves once more. */
  function asTold(entry: LogEntry, snapshot: string): LogEntry {
    if (entry.chatId === null) return entry;
    const told = recent.find(entry.chatId, entry.seq) ?? replayed.find(entry.chatId, entry.seq);
    // Not one whose position suits this listener alone.
    if (told === null && entry.position.seen !== snapshot) replayed.remember(entry);
    return told ?? entry;
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
    const desk: Desk = openDesk(log, userId, (entry) => admit(desk, entry));
    desks.set(userId, desk);
    return desk;
  }

  function closeIfUnmanned(userId: string, desk: Desk): void {
    if (desk.listeners.size + desk.watchers.size > 0 || desks.get(userId) !== desk) return;
    desk.hearing.end();
    desks.delete(userId);
  }

  function open(chatId: string, head: number): Room {
    const room = openRoom({ log, chatId, head, recent, deliver, onError });
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
    if (desk.arriving.size > 0) desk.admissions.push(entry);
    const present = [...desk.listeners].filter((listener) => !desk.arriving.has(listener));
    if (present.length === 0 || rooms.has(entry.chatId)) return;
    const room = open(entry.chatId, entry.seq - 1);
    for (const listener of present) room.listeners.set(listener, entry.seq);
    desk.rooms.add(entry.chatId);
    room.sequence.offer(entry);
    // An entry out of the log may be an old one: what followed it is told at once, the leaving too.
    room.hearing.ready.then(() => room.sequence.catchUp()).catch(onError);
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

  /** When all that a snapshot shows was told, then cursors of live events may say so. */
  async function checkTail(): Promise<void> {
    const { base } = await now(log);
    for (const [chatId, lastSeq] of await readHeads(log, [...rooms.keys()])) {
      const sequence = rooms.get(chatId)?.sequence;
      if (sequence && sequence.head() < lastSeq) await sequence.catchUp(lastSeq);
    }
    for (const entry of await readPersonalSince(log, [...desks.values()], log.told.below)) {
      desks.get(entry.userId ?? entry.admits ?? '')?.hear(entry);
    }
    if (base > log.told.below) log.told.below = base;
  }

  function size(): Size {
    let listeners = 0;
    let waiting = 0;
    for (const desk of desks.values()) listeners += desk.listeners.size;
    for (const room of rooms.values()) waiting += room.sequence.waiting();
    return { people: desks.size, chats: rooms.size, listeners, arriving, waiting };
  }

  function close(): void {
    clearInterval(pulse);
    stopHearingGaps();
    for (const desk of desks.values()) desk.hearing.end();
    for (const room of rooms.values()) {
      room.hearing.end();
      room.sequence.close();
    }
    desks.clear();
    rooms.clear();
  }
}
