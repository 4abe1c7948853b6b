import type { Database } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Leases } from '../platform/leases.ts';
import { noteSeen, readAudience, readVisible } from './presence-rows.ts';
import type { Presence, PresenceChange } from './signal.ts';

type Ports = Readonly<{
  database: Database;
  leases: Leases;
  /** Tells these people, on whichever node they are. */
  tell: (userIds: readonly string[], change: PresenceChange) => void;
  onError: (error: unknown) => void;
}>;

export const TIMINGS = {
  /** A reload of the page takes less, and is no going away. */
  graceMs: 5_000,
  renewEveryMs: 20_000,
  /** A node that died is noticed when its leases have run out, and a sweep later. */
  leaseMs: 60_000,
  sweepEveryMs: 30_000,
};

const SEEN_EVERY_S = 60;
const TICK_MS = 1_000;
/** How many people a node remembers to have told of as online. */
const KNOWN_MAX = 100_000;

export type Presences = Readonly<{
  /** The person has their first listening device on this node. */
  arrive(userId: string): void;
  /** The person's last listening device on this node has gone. */
  depart(userId: string): void;
  /** What the asker may know of these people. */
  look(askerId: string, userIds: readonly string[]): Promise<Map<string, Presence>>;
  /** Tells those who may see the person how things stand, or that from now on they may not. */
  announceVisibility(userId: string): void;
  /** Takes what another node tells. @returns the change to pass on: one object for all who hear it on this node */
  hear(change: PresenceChange): PresenceChange;
  /** Looks for people who were told to be online and are held by no node any more, because theirs died. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}>;

type Stay = { renewAt: number; leaving: NodeJS.Timeout | null };

/** Who is online. Each node holds a lease for everybody who listens on it; a person is online while any node does. */
export function createPresences({ database, leases, tell, onError }: Ports, timings = TIMINGS): Presences {
  const node = newId();
  /** In the order in which they are to be renewed. */
  const here = new Map<string, Stay>();
  /** What was last told on this node of people who do not hide. */
  const known = new Map<string, PresenceChange>();
  const pulse = setInterval(() => renewDue().catch(onError), Math.min(TICK_MS, timings.renewEveryMs)).unref();
  const broom = setInterval(() => sweep().catch(onError), timings.sweepEveryMs).unref();

  return { arrive, depart, look, announceVisibility, hear, sweep, close };

  function arrive(userId: string): void {
    const stay = here.get(userId);
    if (stay?.leaving) clearTimeout(stay.leaving);
    here.delete(userId);
    here.set(userId, { renewAt: performance.now() + timings.renewEveryMs, leaving: null });
    if (!stay) hold(userId).catch(onError);
  }

  async function hold(userId: string): Promise<void> {
    if (await leases.take(leaseOf(userId), node, timings.leaseMs)) await announce(userId);
  }

  function depart(userId: string): void {
    const stay = here.get(userId);
    if (!stay || stay.leaving) return;
    stay.leaving = setTimeout(() => letGo(userId).catch(onError), timings.graceMs).unref();
  }

  async function letGo(userId: string): Promise<void> {
    here.delete(userId);
    await noteSeen(database, [userId], 0);
    // Back in the meantime, and holding on again.
    if (here.has(userId)) return;
    if (await leases.drop(leaseOf(userId), node)) await announce(userId);
  }

  async function renewDue(): Promise<void> {
    const now = performance.now();
    const due: string[] = [];
    for (const [userId, { renewAt }] of here) {
      if (renewAt > now) break;
      due.push(userId);
    }
    if (due.length === 0) return;
    for (const userId of due) {
      const leaving = here.get(userId)?.leaving ?? null;
      here.delete(userId);
      here.set(userId, { renewAt: now + timings.renewEveryMs, leaving });
    }
    await noteSeen(database, due, SEEN_EVERY_S);
    await Promise.all(due.map(hold));
  }

  async function look(askerId: string, userIds: readonly string[]): Promise<Map<string, Presence>> {
    const visible = await readVisible(database, askerId, userIds);
    const online = await heldAmong([...visible.keys()]);
    const presences = new Map<string, Presence>();
    for (const [userId, lastSeenAt] of visible) {
      const presence = online.has(userId) ? ONLINE : { online: false, lastSeenAt };
      presences.set(userId, presence);
      // Who was shown as online is watched from now on, in case their node dies without a word.
      if (presence.online && !known.get(userId)?.presence?.online)
        remember({ kind: 'PresenceChange', userId, presence });
    }
    return presences;
  }

  /** Those of them who are online. Without the shared store a node knows of its own people only. */
  async function heldAmong(userIds: readonly string[]): Promise<Set<string>> {
    const elsewhere = userIds.filter((userId) => !here.has(userId));
    const held = await leases.held(elsewhere.map(leaseOf)).catch((error: unknown) => {
      onError(error);
      return new Set<string>();
    });
    return new Set(userIds.filter((userId) => here.has(userId) || held.has(leaseOf(userId))));
  }

  function announceVisibility(userId: string): void {
    announce(userId, true).catch(onError);
  }

  /** Always tells what is true when it is asked, so that doing it once more never harms. */
  async function announce(userId: string, ofHiding = false): Promise<void> {
    const audience = await readAudience(database, userId);
    if (!audience || (audience.visibility === 'NOBODY' && !ofHiding)) return;
    const online = (await heldAmong([userId])).has(userId);
    const present = online ? ONLINE : { online: false, lastSeenAt: audience.lastSeenAt };
    const presence = audience.visibility === 'NOBODY' ? null : present;
    tell(audience.people, { kind: 'PresenceChange', userId, presence });
  }

  function hear(change: PresenceChange): PresenceChange {
    const before = known.get(change.userId);
    if (before && isSame(before, change)) return before;
    remember(change);
    // Two nodes may tell of a coming and a going in the wrong order: who has the person here knows better.
    const isHere = here.get(change.userId)?.leaving === null;
    if (change.presence?.online === false && isHere) announce(change.userId).catch(onError);
    return change;
  }

  function remember(change: PresenceChange): void {
    known.delete(change.userId);
    known.set(change.userId, change);
    const [oldest] = known.keys();
    if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest);
  }

  async function sweep(): Promise<void> {
    const supposed: string[] = [];
    for (const [userId, { presence }] of known) if (presence?.online && !here.has(userId)) supposed.push(userId);
    if (supposed.length === 0) return;
    const held = await leases.held(supposed.map(leaseOf));
    for (const userId of supposed) {
      if (held.has(leaseOf(userId)) || here.has(userId)) continue;
      known.delete(userId);
      await announce(userId);
    }
  }

  /** The leases are left to run out: most people come back on another node at once, and would be seen to flicker. */
  async function close(): Promise<void> {
    clearInterval(pulse);
    clearInterval(broom);
    for (const { leaving } of here.values()) if (leaving) clearTimeout(leaving);
    const people = [...here.keys()];
    here.clear();
    if (people.length > 0) await noteSeen(database, people, 0).catch(onError);
  }
}

const ONLINE: Presence = { online: true, lastSeenAt: null };

function leaseOf(userId: string): string {
  return `online:${userId}`;
}

function isSame({ presence: one }: PresenceChange, { presence: other }: PresenceChange): boolean {
  return one?.online === other?.online && one?.lastSeenAt?.getTime() === other?.lastSeenAt?.getTime();
}
