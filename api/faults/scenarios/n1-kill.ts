import { setTimeout as pause } from 'node:timers/promises';
import type { Scenario, Stage } from '../scenario.ts';
import { nodeAt } from '../world/world.ts';
import { byLooking, soonOrByLooking } from './limits.ts';

const KILLS = 4;

/** A node is killed under load, again and again, at moments left to chance. */
export const randomKills: Scenario = {
  name: 'N1 random',
  title: `kill -9 of any node under load, ${KILLS} times`,
  limitMs: soonOrByLooking(5_000),
  least: 60,
  async run({ world, chance, crowd, fault, faultOver }) {
    const load = crowd.load(3);
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(chance.whole(300, 1_500));
      const node = chance.oneOf(world.nodes);
      fault(`kill -9 ${node.name}`);
      await node.end('SIGKILL');
      await pause(chance.whole(0, 500));
      await node.start();
    }
    await pause(1_000);
    await load.stop();
    faultOver();
  },
};

/**
 * The node of one sender ends itself at a named place. Nobody else says anything afterwards, so that a lost tail is
 * not found by the next message.
 */
export const namedKills: readonly Scenario[] = [
  { point: 'send.begins', title: 'kill -9 before the INSERT' },
  { point: 'send.committed', title: 'kill -9 after COMMIT, before anybody is told' },
  { point: 'send.told', title: 'kill -9 after the nodes were told, before the acknowledgement' },
  { point: 'hub.delivers', title: 'kill -9 while the node tells its devices' },
].map(({ point, title }) => ({
  name: `N1 ${point}`,
  title,
  limitMs: byLooking(5_000),
  least: 10,
  async run(stage) {
    const { world, chance, crowd, fault, faultOver } = stage;
    const first = nodeAt(world, 0);
    await first.end('SIGTERM');
    const passing = point === 'hub.delivers' ? chance.whole(20, 60) : chance.whole(5, 10);
    await first.start({ RUGGINE_FAILPOINTS: `${point}:${passing}` });
    const senders = await sendersOf(stage, world.urls[0] ?? '');
    fault(`${point}:${passing}`);
    const dead = first.ended();
    let going = true;
    dead.then(() => (going = false)).catch(() => {});
    const talking = senders.map(async (device) => {
      while (going) {
        await crowd.say(device, chance.oneOf(crowd.chats));
        await pause(20);
      }
    });
    await dead;
    await first.start();
    faultOver();
    await Promise.all(talking);
  },
}));

/** One device that knows this node only, so that what it sends passes there. */
async function sendersOf({ crowd }: Stage, url: string) {
  const [person] = crowd.people;
  if (!person) throw new Error('nobody is here');
  const device = await crowd.addDevice(person, { nodes: [url], sends: 'http' });
  await device.start();
  return [device];
}
