import type { LogEntry } from '../events/entry.ts';
import type { Hub } from '../events/hub.ts';
import type { Bus, Hearing } from '../platform/bus.ts';
import type { Database } from '../platform/database.ts';
import type { Presences } from './presence.ts';
import type { Signal } from './signal.ts';

type Offer = (signal: Signal) => void;

/** A person who listens on this node, with one or more devices. */
type Seat = {
  readonly userId: string;
  readonly devices: Set<Offer>;
  readonly chats: Set<string>;
  readonly hearing: Hearing;
  /** Resolves when the seat is in all chats that the person is in. */
  ready: Promise<void>;
  detach: () => void;
  closed: boolean;
};

type Room = Readonly<{ seats: Set<Seat>; hearing: Hearing }>;

type Ports = Readonly<{
  bus: Bus<Signal>;
  database: Database;
  hub: Hub;
  presences: Pick<Presences, 'arrive' | 'depart' | 'hear'>;
}>;

export type Seating = Readonly<{
  /** Begins to offer a device what its person may hear. Resolves once nothing of that is missed. @returns ends it */
  sit(userId: string, offer: Offer): Promise<() => void>;
  close(): void;
}>;

/** Who of those who listen on this node is in which chat. It follows the log, so that rights end with the leaving. */
export function createSeating({ bus, database, hub, presences }: Ports): Seating {
  const seats = new Map<string, Seat>();
  const rooms = new Map<string, Room>();

  return { sit, close };

  async function sit(userId: string, offer: Offer): Promise<() => void> {
    const seat = seats.get(userId) ?? open(userId);
    seat.devices.add(offer);
    try {
      await seat.ready;
    } catch (error) {
      leave(seat, offer);
      throw error;
    }
    return () => leave(seat, offer);
  }

  function open(userId: string): Seat {
    const hearing = bus.subscribe(`user:${userId}`, (signal) => {
      if (signal.kind !== 'PresenceChange') return;
      const change = presences.hear(signal);
      for (const offer of seat.devices) offer(change);
    });
    const seat: Seat = {
      userId,
      devices: new Set(),
      chats: new Set(),
      hearing,
      ready: Promise.resolve(),
      detach: () => {},
      closed: false,
    };
    seats.set(userId, seat);
    seat.ready = fill(seat);
    presences.arrive(userId);
    return seat;
  }

  /** Follows the log first and reads the stays then: what ended in between was heard. */
  async function fill(seat: Seat): Promise<void> {
    const left = new Set<string>();
    seat.detach = await hub.attach({
      userId: seat.userId,
      hear: (entry: LogEntry) => {
        if (entry.chatId === null) return;
        if (entry.admits === seat.userId) {
          left.delete(entry.chatId);
          enter(seat, entry.chatId);
        }
        if (entry.dismisses === seat.userId) {
          left.add(entry.chatId);
          exit(seat, entry.chatId);
        }
      },
    });
    if (seat.closed) return seat.detach();
    const { rows } = await database.pool.query<{ chat_id: string }>({
      name: 'signal-stays',
      text: 'SELECT chat_id FROM membership WHERE user_id = $1 AND left_at IS NULL',
      values: [seat.userId],
    });
    for (const { chat_id } of rows) if (!left.has(chat_id)) enter(seat, chat_id);
    await Promise.all([seat.hearing.ready, ...[...seat.chats].map((chatId) => rooms.get(chatId)?.hearing.ready)]);
  }

  function enter(seat: Seat, chatId: string): void {
    if (seat.closed) return;
    seat.chats.add(chatId);
    roomOf(chatId).seats.add(seat);
  }

  function exit(seat: Seat, chatId: string): void {
    const room = rooms.get(chatId);
    seat.chats.delete(chatId);
    room?.seats.delete(seat);
    if (!room || room.seats.size > 0) return;
    room.hearing.end();
    rooms.delete(chatId);
  }

  function roomOf(chatId: string): Room {
    const known = rooms.get(chatId);
    if (known) return known;
    const present = new Set<Seat>();
    const hearing = bus.subscribe(`chat:${chatId}`, (signal) => {
      for (const seat of present) {
        if (seat.userId === signal.userId) continue;
        for (const offer of seat.devices) offer(signal);
      }
    });
    const room: Room = { seats: present, hearing };
    rooms.set(chatId, room);
    return room;
  }

  function leave(seat: Seat, offer: Offer): void {
    if (!seat.devices.delete(offer) || seat.devices.size > 0) return;
    shut(seat);
    presences.depart(seat.userId);
  }

  function shut(seat: Seat): void {
    seat.closed = true;
    seats.delete(seat.userId);
    seat.detach();
    seat.hearing.end();
    for (const chatId of seat.chats) exit(seat, chatId);
  }

  function close(): void {
    for (const seat of seats.values()) shut(seat);
  }
}
