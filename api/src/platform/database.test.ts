import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../testing/database.ts';
import { connect } from './database.ts';

let fresh: FreshDatabase;

beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

it('has its connections at hand before the first question', async () => {
  const database = connect(fresh.url, 3, () => {});
  await database.warmUp();
  expect([database.pool.totalCount, database.pool.idleCount]).toEqual([3, 3]);
  await database.close();
});
