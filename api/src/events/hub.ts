import type { Position } from './cursor.ts';
import { openDesk, type Desk, type Listener } from './desk.ts';
import type { ChatEntry, PersonalEntry } from './entry.ts';
import type { Log } from './log.ts';
import { now, readArrival, replay, type Arrival, type Page, type Stay } from './replay.ts';
import { createAsTold, createRooms } from './rooms.ts';
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
  const desks = new Map<string, Desk>();
  const floor = createRooms({ log, deskOf: (userId) => desks.get(userId), onError });
  const asTold = createAsTold(floor.recent);
  const pulse = setInterval(() => checkTail().catch(onError), tailCheckMs);
  const stopHearingGaps = log.bus.onGap(() => void checkTail().catch(onError));
  let arriving = 0;

  return { arrive, attach, watch, checkTail, size, close };

  async function attach(listener: Listener): Promise<() => void> {
    return (await arrive(listener, null, 0)).detach;
  }

  async function arrive(listener: Listener, from: Position | null, limit: number): Promise<Attached> {
    const { userId } = listener;
    const desk = deskOf(userId);
    desk.listeners.add(listener);
    desk.arriving.add(listener);
    arriving += 1;
    const leave = () => detach(desk, listener);
    try {
      // From here on admissions and what is personal are heard; so the reading misses nothing that comes before them.
      await desk.hearing.ready;
      for (;;) {
        const arrival = await readArrival(log, userId, from, limit);
        desk.known ??= arrival.snapshot;
        if (!desk.listeners.has(listener) || arrival.ahead || (await enterRooms(desk, listener, arrival.stays))) {
          return {
            ...arrival,
            entries: arrival.entries.map((entry) => asTold(entry, arrival.snapshot)),
            hasHeard: (chatId, seq) => floor.heardUpTo(listener, chatId, seq),
            readOn: (next) => readOn(userId, next, limit),
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

  /** @returns false when the reading was too old for a room that has told much since */
  async function enterRooms(desk: Desk, listener: Listener, stays: readonly Stay[]): Promise<boolean> {
    const opened = stays.filter(({ chatId }) => !floor.rooms.has(chatId));
    const entered = stays.map((stay) => floor.enter(desk, listener, stay));
    await Promise.all(opened.map(({ chatId }) => floor.check(chatId)));
    return !entered.includes(false) && desk.admissions.every((entry) => enterLate(desk, listener, entry));
  }

  /** An admission after the reading, to a chat that this node has been telling to others. */
  function enterLate(desk: Desk, listener: Listener, { chatId, seq }: ChatEntry): boolean {
    const room = floor.rooms.get(chatId);
    if (!room || room.listeners.has(listener)) return true;
    return floor.enter(desk, listener, { chatId, visibleAfter: seq - 1, lastSeq: seq - 1 });
  }

  /** Who has arrived hears the chats, too, that they were admitted to after their reading. */
  function settle(desk: Desk, listener: Listener): void {
    desk.arriving.delete(listener);
    const { admissions } = desk;
    if (desk.arriving.size === 0) desk.admissions = [];
    for (const entry of admissions) if (!desk.rooms.has(entry.chatId)) floor.admit(desk, entry);
  }

  async function readOn(userId: string, from: Position, limit: number): Promise<Page> {
    const page = await replay(log, userId, from, limit);
    const { seen } = page.next;
    return { ...page, entries: page.entries.map((entry) => asTold(entry, seen)) };
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
    floor.leave(desk, listener);
    closeIfUnmanned(listener.userId, desk);
  }

  function deskOf(userId: string): Desk {
    const known = desks.get(userId);
    if (known) return known;
    const desk: Desk = openDesk(log, userId, (entry) => {
      if (desk.arriving.size > 0) desk.admissions.push(entry);
      floor.admit(desk, entry);
    });
    desks.set(userId, desk);
    return desk;
  }

  function closeIfUnmanned(userId: string, desk: Desk): void {
    if (desk.listeners.size + desk.watchers.size > 0 || desks.get(userId) !== desk) return;
    desk.hearing.end();
    desks.delete(userId);
  }

  /** When all that a snapshot shows was told, then cursors of live events may say so. */
  async function checkTail(): Promise<void> {
    const { base } = await now(log);
    for (const [chatId, lastSeq] of await readHeads(log, [...floor.rooms.keys()])) await floor.catchUp(chatId, lastSeq);
    for (const entry of await readPersonalSince(log, [...desks.values()], log.told.below)) {
      desks.get(entry.userId ?? entry.admits ?? '')?.hear(entry);
    }
    if (base > log.told.below) log.told.below = base;
  }

  function size(): Size {
    let listeners = 0;
    let waiting = 0;
    for (const desk of desks.values()) listeners += desk.listeners.size;
    for (const room of floor.rooms.values()) waiting += room.sequence.waiting();
    return { people: desks.size, chats: floor.rooms.size, listeners, arriving, waiting };
  }

  function close(): void {
    clearInterval(pulse);
    stopHearingGaps();
    for (const desk of desks.values()) desk.hearing.end();
    desks.clear();
    floor.close();
  }
}
