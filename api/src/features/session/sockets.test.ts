import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dial, signOn, type Line } from '../../testing/dial.ts';
import type { Person } from '../../testing/person.ts';
import { startWorld, type World } from '../../testing/world.ts';
import { logOut } from './actions.ts';

let world: World;
let ann: Person;

beforeAll(async () => {
  world = await startWorld();
  ann = await world.person('ann');
});
afterAll(() => world.close());

const LOG_OUT = 'mutation { logOut { __typename } }';

it('closes the sockets of a session that is signed out within a second, and no others', async () => {
  const phone = await world.device(ann);
  const bob = await world.person('bob');
  const own = [await listening(phone), await signOn(world.url, phone.token)];
  const others = [await listening(ann), await listening(bob)];
  const began = performance.now();
  await world.ask(phone, LOG_OUT);
  expect((await Promise.all(own.map(({ closed }) => closed))).map(({ code }) => code)).toEqual([4401, 4401]);
  expect(performance.now() - began).toBeLessThan(1_000);

  await others[0]?.hear('next');
  expect(others.map(({ socket }) => socket.readyState === socket.OPEN)).toEqual([true, true]);
  expect(others[1]?.frames.filter(({ type }) => type === 'next')).toEqual([]);
});

it('closes the socket over which its session signs out', async () => {
  const line = await signOn(world.url, (await world.device(ann)).token);
  line.say({ id: 'out', type: 'subscribe', payload: { query: LOG_OUT } });
  expect((await line.closed).code).toBe(4401);
});

it('leaves no socket open whose session was signed out while it was signing in', async () => {
  const { prisma, pool } = world.database;
  const { sessionId, ...device } = await world.device(ann);
  // An old session is prolonged when it is used: there the socket, which was let in, has to wait for the signing out.
  await prisma.session.update({ where: { id: sessionId }, data: { lastUsedAt: new Date(Date.now() - 7_200_000) } });
  const holder = await pool.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM session WHERE id = $1 FOR UPDATE', [sessionId]);
  const viewer = { ...world.app.services, address: '', userAgent: null, userId: ann.id, sessionId };
  const leaving = logOut(viewer);
  await waiters(1);
  const line = await dial(world.url);
  line.say({ type: 'connection_init', payload: { authorization: `Bearer ${device.token}` } });
  await waiters(2);
  await holder.query('COMMIT');
  holder.release();
  await leaving;
  expect((await line.closed).code).toBe(4401);
});

/** Resolves once so many statements wait for a lock. */
async function waiters(count: number): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await world.database.pool.query(waiting)).rowCount !== count) await setImmediate();
}

async function listening(person: Person): Promise<Line> {
  const line = await signOn(world.url, person.token);
  line.say({ id: 'all', type: 'subscribe', payload: { query: 'subscription { events { __typename } }' } });
  // The hub knows of a listener once a replay for it would have begun.
  while (world.app.services.hub.size().listeners < listeners + 1) await setImmediate();
  listeners++;
  return line;
}

let listeners = 0;
