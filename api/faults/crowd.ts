import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import { canary } from './checker/rights.ts';
import { createDevice, type Device } from './driver/device.ts';
import type { DeviceSetup } from './driver/setup.ts';
import { enrol, makeGroup, signIn, type Person } from './driver/people.ts';
import type { History } from './history.ts';
import type { CrowdWishes } from './scenario.ts';
import type { World } from './world/world.ts';
import { newId } from '../src/platform/ids.ts';

export type Load = Readonly<{
  /** Sends no more, and waits for what is on its way. */
  stop(): Promise<void>;
}>;

/** The people of one run, their chats and their devices. */
export type Crowd = Readonly<{
  people: readonly Person[];
  chats: string[];
  devices: Device[];
  devicesOf(person: Person): Device[];
  /** One more device for a person; not started yet. */
  addDevice(person: Person, extra?: Partial<DeviceSetup>): Promise<Device>;
  /** Sends one message and waits for its outcome. */
  say(device: Device, chatId: string, padding?: number): ReturnType<Device['send']>;
  /** These devices send, each so often, to their chats in turn. */
  load(perSecondEach: number, senders?: readonly Device[]): Load;
}>;

/** What one device may have on its way: more would only pile up while nothing answers. */
const ON_ITS_WAY_MAX = 3;

export async function gatherCrowd(
  world: World,
  history: History,
  chance: Chance,
  { people: count = 6, devicesEach = 2, groups = 2, way = 'doors', device: extra = {} }: CrowdWishes,
): Promise<Crowd> {
  const people = await enrol(world.postgres.pool, count, chance);
  const devices: Device[] = [];
  const seats = new Map<string, Device[]>();
  const chats: string[] = [];
  const crowd: Crowd = { people, chats, devices, devicesOf, addDevice, say, load };
  const nodes = addressesOf(world, way);
  for (let nth = 0; nth < devicesEach; nth++) {
    const tokens = await signIn(world.postgres.pool, people);
    for (const [place, person] of people.entries()) {
      const localAddress = way === 'direct' ? `127.0.0.${2 + (devices.length % 200)}` : undefined;
      seat(person, tokens[place] ?? '', { ...extra, ...(localAddress !== undefined && { localAddress }) });
    }
  }
  const [owner, ...guests] = people.map((person) => ({ person, asker: firstDeviceOf(person) }));
  if (!owner) throw new Error('a crowd of nobody');
  for (let nth = 0; nth < groups; nth++) chats.push(await makeGroup(owner.asker, guests));
  for (const person of people) {
    const own = devicesOf(person);
    const state = await own[0]?.snapshot();
    await Promise.all(own.map((device) => device.start(state)));
  }
  return crowd;

  function devicesOf(person: Person): Device[] {
    return seats.get(person.id) ?? [];
  }

  function firstDeviceOf(person: Person): Device {
    const [device] = devicesOf(person);
    if (!device) throw new Error(`${person.username} has no device`);
    return device;
  }

  async function addDevice(person: Person, more: Partial<DeviceSetup> = {}): Promise<Device> {
    const [token = ''] = await signIn(world.postgres.pool, [person]);
    return seat(person, token, more);
  }

  function seat(person: Person, token: string, more: Partial<DeviceSetup>): Device {
    const name = `${person.username}/${devicesOf(person).length + 1}`;
    const device = createDevice({ name, userId: person.id, token, nodes, history, chance, ...more });
    devices.push(device);
    seats.set(person.id, [...devicesOf(person), device]);
    return device;
  }

  function say(device: Device, chatId: string, padding = 0) {
    const messageId = newId();
    return device.send({ messageId, chatId, text: `${canary(chatId)} ${messageId.slice(-8)}${'.'.repeat(padding)}` });
  }

  function load(perSecondEach: number, senders: readonly Device[] = devices): Load {
    const over = new AbortController();
    // One who speaks seldom must not hold up the end.
    const rest = (ms: number) => pause(ms, undefined, { signal: over.signal }).catch(() => {});
    const underway = new Set<Promise<unknown>>();
    const sending = senders.map(async (device) => {
      await rest((chance.number() * 1_000) / perSecondEach);
      while (!over.signal.aborted) {
        const chatId = chance.oneOf([...device.store.chats.keys(), '']);
        if (chatId !== '' && device.pending() < ON_ITS_WAY_MAX) {
          const sent = say(device, chatId).finally(() => underway.delete(sent));
          underway.add(sent);
        }
        await rest(1_000 / perSecondEach);
      }
    });
    return {
      async stop() {
        over.abort();
        await Promise.all(sending);
        await Promise.all(underway);
      },
    };
  }
}

function addressesOf({ nodes, urls, balancer }: World, way: CrowdWishes['way']): readonly string[] {
  if (way === 'direct') return nodes.map(({ url }) => url);
  if (way === 'doors') return urls;
  if (!balancer) throw new Error('this world has no balancer');
  return [balancer.url];
}
