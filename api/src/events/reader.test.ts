import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { startWorld, type World } from '../testing/world.ts';
import { readOn, type Reading } from './reader.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await world.database.pool.query('CREATE TABLE taken (reader text, subject_id uuid); CREATE TABLE interest ()');
  await world.database.pool.query('INSERT INTO interest DEFAULT VALUES');
});
afterAll(() => world.close());

it('takes each entry once, also of transactions that finish late, by whichever node', async () => {
  const reading = readerNamed('late');
  await readAll(reading);
  const written: string[] = [];
  const writers = Array.from({ length: 6 }, async () => {
    for (let n = 0; n < 15; n++) written.push(await writeSlowly(Math.random() * 60));
  });
  let isWriting = true;
  const readers = [1, 2].map(async () => {
    while (isWriting) {
      await readOn(world.app.services.log, reading);
      await pause(Math.random() * 10);
    }
  });
  await Promise.all(writers);
  isWriting = false;
  await Promise.all(readers);
  await readAll(reading);
  expect((await takenBy('late')).sort()).toEqual(written.sort());
});

it('finds what was written before a transaction that is still open, when it is over', async () => {
  const reading = readerNamed('open');
  await readAll(reading);
  const early = newId();
  let finish = () => {};
  const isOver = new Promise<void>((done) => {
    finish = done;
  });
  const open = inTransaction(world.database.pool, async (client) => {
    await client.query('SELECT pg_current_xact_id()');
    await client.query(WRITE, [early]);
    await isOver;
  });
  const later = await writeSlowly(0);
  for (let n = 0; n < 5; n++) await readAll(reading);
  expect(await takenBy('open')).toEqual([later]);
  finish();
  await open;
  await readAll(reading);
  expect(await takenBy('open')).toEqual([later, early]);
});

it('reads a long log page by page, in order, and costs one look as soon as all is settled', async () => {
  const reading = readerNamed('long');
  await readAll(reading);
  const { rows } = await world.database.pool.query<{ id: string }>(
    `WITH entries AS (INSERT INTO log (kind, user_id, subject_id)
      SELECT 'Trial', gen_random_uuid(), gen_random_uuid() FROM generate_series(1, 2500) RETURNING id, subject_id)
    SELECT subject_id AS id FROM entries ORDER BY entries.id`,
  );
  const { log } = world.app.services;
  expect([await readOn(log, reading), await readOn(log, reading), await readOn(log, reading)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(await takenBy('long')).toEqual(rows.map(({ id }) => id));
  // It rests once nobody in the whole of Postgres, other tests included, has a transaction from before.
  await expect.poll(() => rests(reading), { timeout: 10_000 }).toBe(true);
});

it('takes nothing twice and loses nothing when taking fails', async () => {
  const reading = readerNamed('clumsy');
  await readAll(reading);
  const one = await writeSlowly(0);
  let fails = true;
  const clumsy: Reading = {
    ...reading,
    async take(client, news) {
      await reading.take(client, news);
      if (fails) throw new Error('dropped');
    },
  };
  await expect(readOn(world.app.services.log, clumsy)).rejects.toThrow('dropped');
  fails = false;
  await readAll(clumsy);
  expect(await takenBy('clumsy')).toEqual([one]);
});

it('counts as read what nobody was interested in', async () => {
  const reading = readerNamed('idle');
  await readAll(reading);
  await world.database.pool.query('DELETE FROM interest');
  await writeSlowly(0);
  await readAll(reading);
  await world.database.pool.query('INSERT INTO interest DEFAULT VALUES');
  const after = await writeSlowly(0);
  await readAll(reading);
  expect(await takenBy('idle')).toEqual([after]);
});

it('begins anew in another history', async () => {
  const reading = readerNamed('restored');
  await readAll(reading);
  await writeSlowly(0);
  const { log } = world.app.services;
  const other = { ...log, identity: { ...log.identity, epoch: newId() } };
  await readOn(other, reading);
  const after = await writeSlowly(0);
  await readOn(other, reading);
  expect(await takenBy('restored')).toEqual([after]);
});

const WRITE = `INSERT INTO log (kind, user_id, subject_id) VALUES ('Trial', gen_random_uuid(), $1)`;

/** Writes an entry as the product does, which changes something else first, and takes its time before it commits. */
async function writeSlowly(ms: number): Promise<string> {
  const id = newId();
  await inTransaction(world.database.pool, async (client) => {
    await client.query('SELECT pg_current_xact_id()');
    await client.query(WRITE, [id]);
    if (ms > 0) await pause(ms);
  });
  return id;
}

function readerNamed(name: string): Reading {
  return {
    name,
    kinds: ['Trial'],
    onlyIf: 'EXISTS (SELECT FROM interest)',
    async take(client, news) {
      const ids = news.map(({ subjectId }) => subjectId);
      await client.query('INSERT INTO taken SELECT $1, unnest($2::uuid[])', [name, ids]);
    },
  };
}

/** As often as it takes until nothing is left and the floor has come up. */
async function readAll(reading: Reading): Promise<void> {
  const { log } = world.app.services;
  for (let n = 0; n < 4; n++) while (await readOn(log, reading));
}

async function takenBy(name: string): Promise<string[]> {
  const { rows } = await world.database.pool.query<{ id: string }>(
    'SELECT subject_id AS id FROM taken WHERE reader = $1 ORDER BY ctid',
    [name],
  );
  return rows.map(({ id }) => id);
}

/** Whether reading on only looks and writes nothing. */
async function rests(reading: Reading): Promise<boolean> {
  const before = await position(reading.name);
  await readAll(reading);
  return (await position(reading.name)) === before;
}

/** The version of the row that says how far a reader is. */
async function position(name: string): Promise<unknown> {
  const { rows } = await world.database.pool.query<{ version: string }>(
    'SELECT xmin::text AS version FROM log_reader WHERE name = $1',
    [name],
  );
  return rows[0]?.version;
}
