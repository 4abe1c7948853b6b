import { setTimeout as pause } from 'node:timers/promises';
import { USUAL_BACKOFF } from '../driver/backoff.ts';
import type { Scenario } from '../scenario.ts';

const PEOPLE = 100;
const DEVICES_EACH = 100;
/** All ten thousand hear each: more of them, and the driver that plays all of them is what is slow. */
const SAID_PER_SECOND = 1;

/** Ten thousand devices lose their nodes at once and come back, politely or not. */
export const herd: readonly Scenario[] = [
  { name: 'H1 with jitter', limitMs: 30_000, backoff: { firstMs: 10_000, maxMs: 10_000, jitter: true } },
  { name: 'H1 without jitter', limitMs: 60_000, backoff: { ...USUAL_BACKOFF, firstMs: 1_000, jitter: false } },
].map(({ name, limitMs, backoff }) => ({
  name,
  title: `${PEOPLE * DEVICES_EACH} devices reconnect at once after all nodes were killed`,
  world: { private: true },
  limitMs: () => limitMs,
  least: 10,
  crowd: { people: PEOPLE, devicesEach: DEVICES_EACH, groups: 1, way: 'direct' as const, device: { backoff } },
  async run({ world, crowd, fault, faultOver, note }) {
    const some = crowd.devices.slice(0, 20);
    for (const device of some.slice(0, 5)) await crowd.say(device, crowd.chats[0] ?? '');
    fault('kill -9 of all nodes');
    await Promise.all(world.nodes.map((node) => node.end('SIGKILL')));
    await Promise.all(world.nodes.map((node) => node.start()));
    faultOver();
    const began = performance.now();
    const load = crowd.load(SAID_PER_SECOND / some.length, some);
    const away = () => crowd.devices.filter((device) => !device.isLive()).length;
    while (away() > 0 && performance.now() - began < 2 * limitMs) await pause(250);
    note('connected again', crowd.devices.length - away());
    note('after ms', Math.round(performance.now() - began));
    await load.stop();
  },
}));
