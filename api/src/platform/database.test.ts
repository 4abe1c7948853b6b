import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../testing/database.ts';
import { connect, type Database } from './database.ts';

let fresh: FreshDatabase;
let database: Database;
let plain: pg.Client;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = connect(fresh.url, 1, () => {});
  plain = new pg.Client({ connectionString: fresh.url });
  await plain.connect();
});
afterAll(async () => {
  await plain.end();
  await database.close();
  await fresh.drop();
});

it('reads moments as pg does, however they are written', async () => {
  const written = [
    '2026-11-22 15:00:07.123456+00',
    '1969-12-31 23:59:59.9+00',
    '2026-02-28 24:00:00+05:30',
    '2000-01-01',
  ];
  const strange = [
    'infinity',
    '-infinity',
    '0044-03-15 12:00:00+00 BC',
    '0099-01-01 00:00:00+00',
    '12026-01-01 00:00:00+00',
  ];
  for (const zone of ['UTC', 'Asia/Kolkata', 'America/St_Johns', 'Europe/Amsterdam']) {
    for (const moment of [...written, ...strange, '1850-06-01 00:00:00+00']) {
      const text = `SELECT set_config('TimeZone', '${zone}', false), '${moment}'::timestamptz AS moment`;
      for (const client of [plain, database.pool]) await client.query(text);
      const ours = await database.pool.query<{ moment: unknown }>(text);
      const theirs = await plain.query<{ moment: unknown }>(text);
      expect(ours.rows[0]?.moment, `${moment} in ${zone}`).toEqual(theirs.rows[0]?.moment);
    }
  }
  expect((await database.pool.query('SELECT NULL::timestamptz AS moment')).rows).toEqual([{ moment: null }]);
});

it('has its connections at hand before the first question', async () => {
  const warm = connect(fresh.url, 3, () => {});
  await warm.warmUp();
  expect([warm.pool.totalCount, warm.pool.idleCount]).toEqual([3, 3]);
  await warm.close();
});
