import { setTimeout as pause } from 'node:timers/promises';
import { of } from '../history.ts';
import { NotHere, type Scenario } from '../scenario.ts';

const LOOKING_MS = 15_000;
const PULLED = { up: { blackHole: true }, down: { blackHole: true } };

/** Redis is killed and comes back empty. Sends go on meanwhile. */
export const redisKilled: readonly Scenario[] = [1, 30].map((seconds) => ({
  name: `R1 ${seconds} s`,
  title: `Redis killed under load, back and empty after ${seconds} s`,
  limitMs: () => LOOKING_MS,
  least: 40,
  async run({ world, history, crowd, fault, faultOver, demand, levelWithin }) {
    if (!world.redis) throw new NotHere('there is no Redis, or the nodes make no use of one');
    const load = crowd.load(2);
    await pause(1_000);
    fault('kill -9 of Redis');
    await world.redis.kill();
    const before = of(history.entries, 'ok').length;
    await pause(seconds * 1_000);
    demand(of(history.entries, 'ok').length > before, 'nothing was acknowledged without Redis');
    if (seconds > LOOKING_MS / 1_000) {
      await load.stop();
      demand(await levelWithin(LOOKING_MS), 'without Redis the devices were not level within 15 s');
    }
    await world.redis.start();
    faultOver();
    await pause(1_000);
    await load.stop();
  },
}));

/** The line between one node and Redis is pulled: no RST tells of it. */
export const busHalfOpen: Scenario = {
  name: 'R2',
  title: 'half-open between one node and Redis for 25 s',
  limitMs: () => LOOKING_MS,
  least: 40,
  async run({ world, crowd, fault, faultOver, demand, levelWithin }) {
    if (!world.busLine) throw new NotHere('there is no Redis, or the nodes make no use of one');
    const load = crowd.load(2);
    await pause(1_000);
    fault('the line to Redis swallows everything');
    world.busLine.trouble(PULLED);
    await pause(10_000);
    await load.stop();
    demand(await levelWithin(LOOKING_MS), 'with the line pulled the devices were not level within 15 s');
    await world.busLine.heal();
    const more = crowd.load(2);
    await pause(2_000);
    await more.stop();
    faultOver();
  },
};

/** What nodes tell each other is lost, repeated and late, a tenth each. */
export const unreliableBus: Scenario = {
  name: 'R4',
  title: 'a tenth each of the publishes lost, repeated, late',
  limitMs: () => LOOKING_MS,
  least: 60,
  async run({ world, crowd, fault, faultOver, demand, levelWithin }) {
    for (const node of world.nodes) {
      await node.end('SIGTERM');
      await node.start({ RUGGINE_FAILPOINTS: 'bus.unreliable' });
    }
    fault('bus.unreliable');
    const load = crowd.load(3);
    await pause(5_000);
    await load.stop();
    demand(await levelWithin(LOOKING_MS), 'not all devices were level 15 s after the last message');
    for (const node of world.nodes) {
      await node.end('SIGTERM');
      await node.start();
    }
    faultOver();
  },
};
