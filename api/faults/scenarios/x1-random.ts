import { setTimeout as pause } from 'node:timers/promises';
import { LOG_OUT } from '../driver/documents.ts';
import { comeIn, goOut, markRead } from '../driver/people.ts';
import type { Scenario, Stage } from '../scenario.ts';
import type { Node } from '../world/node.ts';

/** Does something to the world or the crowd, and undoes what would hinder the next run. */
type Fault = Readonly<{
  name: string;
  /** Processes are ended and started one at a time, or a node would start while its database is away. */
  touchesProcesses?: boolean;
  needsBus?: boolean;
  run(stage: Stage): Promise<void>;
}>;

const PULLED = { up: { blackHole: true }, down: { blackHole: true } };

const FAULTS: readonly Fault[] = [
  {
    name: 'kill -9 a node',
    touchesProcesses: true,
    async run({ world, chance }) {
      const node = chance.oneOf(world.nodes);
      await node.end('SIGKILL');
      await pause(chance.whole(0, 500));
      await comeBack(node);
    },
  },
  {
    name: 'SIGTERM a node',
    touchesProcesses: true,
    async run({ world, chance }) {
      const node = chance.oneOf(world.nodes);
      await node.end('SIGTERM');
      await comeBack(node);
    },
  },
  {
    name: 'freeze a node',
    touchesProcesses: true,
    async run({ world, chance }) {
      const node = chance.oneOf(world.nodes);
      node.freeze();
      await pause(chance.whole(300, 2_500));
      node.thaw();
    },
  },
  {
    name: 'kill Postgres',
    touchesProcesses: true,
    async run({ world, chance }) {
      await world.postgres.kill(chance.oneOf(['postmaster', 'immediate']));
      await pause(chance.whole(0, 1_000));
      await world.postgres.start();
    },
  },
  {
    name: 'end database connections',
    async run({ world }) {
      await world.postgres.pool
        .query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.3`)
        .catch(() => {});
    },
  },
  {
    name: 'reset all lines of a node',
    async run({ world, chance }) {
      chance.oneOf(world.doors).resetAll();
    },
  },
  {
    name: 'pull the line of a node',
    async run({ world, chance }) {
      const door = chance.oneOf(world.doors);
      door.trouble(PULLED);
      await pause(chance.whole(500, 3_000));
      await door.heal();
    },
  },
  {
    name: 'a slow line to a node',
    async run({ world, chance }) {
      const door = chance.oneOf(world.doors);
      door.trouble({ up: { delayMs: chance.whole(20, 200) }, down: { bytesPerSecond: chance.whole(5_000, 50_000) } });
      await pause(chance.whole(500, 3_000));
      await door.heal();
    },
  },
  {
    name: 'lose answers of a node',
    async run({ world, chance }) {
      const door = chance.oneOf(world.doors);
      door.trouble({ down: { cutAfterBytes: chance.whole(0, 2_000) } });
      await pause(chance.whole(300, 1_500));
      await door.heal();
    },
  },
  {
    name: 'a node that refuses',
    async run({ world, chance }) {
      const door = chance.oneOf(world.doors);
      door.refuse();
      door.resetAll();
      await pause(chance.whole(300, 1_500));
      await door.heal();
    },
  },
  {
    name: 'flapping devices',
    async run({ chance, crowd }) {
      const some = crowd.devices.filter((device) => device.isWanted() && chance.happens(0.5));
      for (const device of some) device.goOffline();
      await pause(chance.whole(200, 2_000));
      for (const device of some) device.goOnline();
    },
  },
  {
    name: 'kill Redis',
    touchesProcesses: true,
    needsBus: true,
    async run({ world, chance }) {
      await world.redis?.kill();
      await pause(chance.whole(0, 2_000));
      await world.redis?.start();
    },
  },
  {
    name: 'pull the line to Redis',
    needsBus: true,
    async run({ world, chance }) {
      world.busLine?.trouble(PULLED);
      await pause(chance.whole(500, 3_000));
      await world.busLine?.heal();
    },
  },
];

/** A start may meet another fault, as when the database ends its connections: then whoever runs it starts it once more. */
async function comeBack(node: Node): Promise<void> {
  await node.start().catch(() => node.start());
}

const TOGETHER = 3;
const LEAD_MS = 2_500;

/** Faults chosen by the seed, at once or one after the other, while people write, leave, come back and sign out. */
export const randomFaults: Scenario = {
  name: 'X1',
  title: `${TOGETHER} faults at random under load`,
  limitMs: ({ nodes, redis }) => (nodes.length === 1 ? 10_000 : redis ? 15_000 : 25_000),
  least: 20,
  crowd: { people: 5, devicesEach: 2, groups: 2 },
  async run(stage) {
    const { world, chance, crowd, fault, faultOver, note } = stage;
    const possible = FAULTS.filter(({ needsBus = false }) => !needsBus || world.redis !== null);
    const chosen = Array.from({ length: TOGETHER }, () => chance.oneOf(possible));
    note('faults', chosen.map(({ name }) => name).join(' + '));
    const load = crowd.load(3);
    const changes = changeMembers(stage);
    let turn = Promise.resolve();
    const running = chosen.map(async ({ name, touchesProcesses = false, run }) => {
      await pause(chance.whole(200, LEAD_MS));
      const begin = () => {
        fault(name);
        return run(stage);
      };
      if (touchesProcesses) await (turn = turn.then(begin));
      else await begin();
    });
    await Promise.all(running);
    await pause(300);
    await changes;
    await load.stop();
    faultOver();
  },
};

/** Somebody reads; the last person leaves a chat and comes back to it; a device of another one is signed out. */
async function changeMembers({ world, history, chance, crowd }: Stage): Promise<void> {
  const person = crowd.people.at(-1);
  const [host] = crowd.devices;
  const [guest] = person ? crowd.devicesOf(person) : [];
  const chatId = crowd.chats[1] ?? '';
  if (!host || !guest || !person) throw new Error('too few people');
  await pause(chance.whole(0, 2_000));
  await markRead(host, chatId);
  await goOut(guest, chatId);
  history.record({ what: 'member', userId: person.id, chatId, change: 'left' });
  await pause(chance.whole(0, 1_000));
  await comeIn(host, guest, person.username, chatId);
  history.record({ what: 'member', userId: person.id, chatId, change: 'joined' });
  const signedOut = crowd.devices[3];
  if (!signedOut || chance.happens(0.5)) return;
  await signedOut.insist(LOG_OUT).catch(() => {});
  history.record({ what: 'revoked', device: signedOut.name, graceMs: world.redis ? 16_000 : 15_000 });
  signedOut.stop();
}
