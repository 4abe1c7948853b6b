import { setTimeout as pause } from 'node:timers/promises';
import type { Evidence, Footprint } from './checker/evidence.ts';
import type { Crowd } from './crowd.ts';
import type { Device } from './driver/device.ts';
import { dropKeptConnections } from './driver/http.ts';
import type { History } from './history.ts';
import { readLeftovers, readTruth } from './world/truth.ts';
import type { World } from './world/world.ts';

const LOOK_EVERY_MS = 100;

type Found = Readonly<{
  crowd: Crowd;
  world: World;
  history: History;
  before: readonly Footprint[];
  limitMs: number;
}>;

/** Reads all that the checker wants to see, and sends everybody home. */
export async function gather({ crowd, world, history, before, limitMs }: Found): Promise<Evidence> {
  const told = [];
  for (const person of crowd.people) {
    const device = crowd.devicesOf(person).find((own) => own.isWanted());
    for (const { chatId, unread } of (await device?.overview())?.chats ?? []) {
      told.push({ userId: person.id, chatId, unread });
    }
  }
  const holdings = crowd.devices.filter((device) => device.isWanted()).map(holdingOf);
  const truth = await readTruth(world.postgres.pool, crowd.chats);
  const leftovers = await readLeftovers(world.postgres.pool);
  for (const device of crowd.devices) device.stop();
  dropKeptConnections();
  const after = await whenGone(world, before);
  return { history: history.entries, truth, holdings, told, before, after, leftovers, limitMs };
}

function holdingOf({ name: device, userId, store }: Device) {
  const chats = [...store.chats].map(([chatId, { since, last, entries }]) => ({
    chatId,
    since,
    last,
    entries: store.countsOnly ? null : [...entries].map(([seq, { type, subject }]) => ({ seq, type, subject })),
    unread: store.countsOnly ? null : store.unread(chatId),
  }));
  return { device, userId, chats };
}

const POOL = 12;

/** A node may keep its whole pool open, each connection being a file. */
export function baseline(node: World['nodes'][number]): Footprint {
  return { node: node.name, files: node.size().files + POOL, databaseConnections: POOL };
}

const GONE_WITHIN_MS = 10_000;

/** Closed sockets take a moment to be gone on the other side. */
async function whenGone(world: World, before: readonly Footprint[]): Promise<Footprint[]> {
  const until = performance.now() + GONE_WITHIN_MS;
  for (;;) {
    const after = await Promise.all(
      world.nodes.map(async (node) => ({
        node: node.name,
        files: node.size().files,
        databaseConnections: await node.metric('ruggine_database_connections'),
      })),
    );
    const isClean = after.every(({ node, files }) => files <= (before.find((one) => one.node === node)?.files ?? 0));
    if (isClean || performance.now() > until) return after;
    await pause(LOOK_EVERY_MS);
  }
}
