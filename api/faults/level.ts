import { setTimeout as pause } from 'node:timers/promises';
import type { Crowd } from './crowd.ts';
import type { Device } from './driver/device.ts';
import { readStandings, type Standing } from './world/truth.ts';
import type { World } from './world/world.ts';

const LOOK_EVERY_MS = 100;

/** Whether all devices come to hold what the database holds before the time is over. */
export async function levelWithin(crowd: Crowd, world: World, ms: number): Promise<boolean> {
  for (const until = performance.now() + ms; performance.now() < until; await pause(LOOK_EVERY_MS)) {
    if (await isLevel(crowd, world)) return true;
  }
  return false;
}

async function isLevel(crowd: Crowd, world: World): Promise<boolean> {
  if (crowd.devices.some((device) => device.isWanted() && (!device.isLive() || device.pending() > 0))) return false;
  const standings = await readStandings(world.postgres.pool, crowd.chats).catch(() => null);
  return (
    standings !== null &&
    crowd.devices.every((device) => !device.isWanted() || matches(device, standings.get(device.userId)))
  );
}

/** Read positions are told to one's own devices only, and may be found later than what the chat tells. */
function matches({ store }: Device, standings: ReadonlyMap<string, Standing> = new Map()): boolean {
  if (store.chats.size !== standings.size) return false;
  return [...standings].every(([chatId, { lastSeq, readSeq }]) => {
    const chat = store.chats.get(chatId);
    return chat?.last === lastSeq && chat.readSeq === readSeq;
  });
}
