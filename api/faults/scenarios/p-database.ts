import { setTimeout as pause } from 'node:timers/promises';
import { errorCode, post } from '../driver/http.ts';
import { markRead } from '../driver/people.ts';
import { of } from '../history.ts';
import { NotHere, type Scenario } from '../scenario.ts';
import type { Node } from '../world/node.ts';
import type { Postgres } from '../world/postgres.ts';
import { slowSync } from '../world/slow-disk.ts';
import { nodeAt } from '../world/world.ts';
import { soonOrByLooking } from './limits.ts';

/** Postgres goes without a goodbye and comes back by its journal. */
export const postgresKilled: readonly Scenario[] = [
  { how: 'postmaster' as const, seconds: 2 },
  { how: 'immediate' as const, seconds: 20 },
].map(({ how, seconds }) => ({
  name: `P1 ${how} ${seconds} s`,
  title: `Postgres ${how === 'immediate' ? 'stopped at once' : 'killed -9'} under load, back after ${seconds} s`,
  limitMs: soonOrByLooking(5_000),
  least: 40,
  async run({ world, crowd, fault, faultOver }) {
    const load = crowd.load(2);
    await pause(1_500);
    fault(`Postgres: ${how}`);
    await world.postgres.kill(how);
    await pause(seconds * 1_000);
    await world.postgres.start();
    faultOver();
    await pause(1_500);
    await load.stop();
  },
}));

const HOLDERS = 16;
const TOLD_WITHIN_MS = 2_500;
const STUCK_WITHIN_MS = 5_000;

/** All connections of a node wait for a row that the kit has locked. */
export const poolExhausted: Scenario = {
  name: 'P3',
  title: 'every database connection of a node waits for a lock',
  limitMs: soonOrByLooking(5_000),
  least: HOLDERS,
  async run({ world, history, crowd, fault, faultOver, demand, note }) {
    const [person] = crowd.people;
    const chatId = crowd.chats[0] ?? '';
    const url = world.urls[0] ?? '';
    if (!person) throw new Error('nobody is here');
    const sender = await crowd.addDevice(person, { nodes: [url], sends: 'http' });
    await sender.start();
    const lock = await world.postgres.pool.connect();
    await lock.query('BEGIN');
    await lock.query('SELECT 1 FROM membership WHERE chat_id = $1 AND user_id = $2 FOR UPDATE', [chatId, person.id]);
    fault('a lock that all connections wait for');
    // Sends to one chat wait with one connection; reading it takes one each.
    const holders = Array.from({ length: HOLDERS }, () => [crowd.say(sender, chatId), markRead(sender, chatId)]).flat();
    demand(await isStuck(world.postgres, nodeAt(world, 0)), 'the pool of the node was never used up');
    const began = performance.now();
    const answer = await post({ url, token: sender.token, query: '{ viewer { cursor } }', timeoutMs: 5_000 });
    const took = Math.round(performance.now() - began);
    note('told after ms', took);
    demand(errorCode(answer) === 'UNAVAILABLE', `a query was answered with ${JSON.stringify(answer)}`);
    demand(took < TOLD_WITHIN_MS, `a query was told only after ${took} ms that the database is busy`);
    demand(of(history.entries, 'disconnected').length === 0, 'sockets were lost');
    await lock.query('ROLLBACK');
    lock.release();
    faultOver();
    await Promise.all(holders);
  },
};

/** Waits until all connections of a node's pool stand at a lock and somebody waits for one. @returns whether it came to that */
async function isStuck({ pool }: Postgres, node: Node): Promise<boolean> {
  const until = performance.now() + STUCK_WITHIN_MS;
  while (performance.now() < until) {
    await pause(20);
    const { rows } = await pool.query(
      `SELECT count(*)::int AS stuck FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
    );
    if (rows[0].stuck < (await node.metric('ruggine_database_connections'))) continue;
    if ((await node.metric('ruggine_database_waiting')) > 0) return true;
  }
  return false;
}

/** Every fsync of Postgres is late. */
export const slowDisk: readonly Scenario[] = [200, 3_000].map((delayMs) => ({
  name: `P4 ${delayMs} ms`,
  title: `every fsync of Postgres ${delayMs} ms late`,
  limitMs: soonOrByLooking(10_000),
  least: 10,
  async run({ world, crowd, fault, faultOver, demand, note }) {
    const heal = await slowSync(world.postgres.pids().all, delayMs);
    if (!heal) throw new NotHere('strace is missing, or may not attach to processes here');
    const memory = nodeAt(world, 0).size().memoryMb;
    fault(`fsync +${delayMs} ms`);
    const load = crowd.load(1);
    await pause(Math.max(6_000, 3 * delayMs));
    const grown = Math.round(nodeAt(world, 0).size().memoryMb - memory);
    demand(grown < 100, `a node grew by ${grown} MB`);
    note('memory MB', grown);
    await heal();
    faultOver();
    await load.stop();
  },
}));

/** Not a byte is left for Postgres to write. */
export const fullDisk: Scenario = {
  name: 'P5',
  title: 'the disk of Postgres is full, then has room again',
  world: { private: true, smallDisk: true },
  limitMs: soonOrByLooking(10_000),
  least: 20,
  async run({ world, history, crowd, fault, faultOver, demand }) {
    const { disk } = world;
    if (!disk) throw new NotHere('a file system can be mounted by root only');
    const load = crowd.load(3);
    await pause(1_000);
    fault('disk full');
    disk.fill();
    const until = performance.now() + 20_000;
    const isRefused = () => of(history.entries, 'info').some(({ reason }) => reason === 'UNAVAILABLE');
    while (!isRefused() && performance.now() < until) await pause(100);
    demand(isRefused(), 'the full disk stopped no send');
    disk.free();
    // Where it could not write its journal it has given up, and is started again as an operator would.
    if (!(await world.postgres.isUp())) await world.postgres.start();
    faultOver();
    await pause(1_000);
    await load.stop();
  },
};
