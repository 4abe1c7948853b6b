import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../testing/database.ts';
import { migrate } from './migrate.ts';
import { differenceOf, readSchema } from './schema-engine.ts';

const PRISMA = fileURLToPath(new URL('../../../../prisma', import.meta.url));
const MIGRATIONS = readdirSync(join(PRISMA, 'migrations'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** What the migrations add by hand because Prisma cannot express it. Everything else must follow from the schema. */
const BY_HAND = [
  'chat_last_seq_counts',
  'chat_pair_high_idx',
  'chat_pair_key',
  'chat_pair_private',
  'chat_pair_sorted',
  'chat_title_of_groups',
  'instance_single',
  'invitation_pending_key',
  'log_address',
  'log_admits_xid_idx',
  'log_user_id_xid_idx',
  'membership_current_key',
  'membership_seqs_count',
  'message_text_length',
  'push_key_single',
  'user_display_name_length',
  'user_username_canonical',
];

it('makes by migrations what the schema says, and by hand what it cannot say', async () => {
  const migrated = await open();
  const declared = await openEmpty();
  await declared.query(await differenceOf(urlOf(declared), undefined, readSchema(join(PRISMA, 'schema'))));
  const expected = await catalogueOf(declared);
  const actual = await catalogueOf(migrated);
  expect(actual.filter((row) => !BY_HAND.includes(row.name))).toEqual(expected);
  expect(actual.map((row) => row.name).filter((name) => BY_HAND.includes(name))).toEqual(BY_HAND);
});

it('leaves room for new versions of the rows that change often', async () => {
  const { rows } = await (
    await open()
  ).query(
    `SELECT relname AS name, reloptions AS options FROM pg_class WHERE relkind = 'r' AND reloptions IS NOT NULL ORDER BY relname`,
  );
  expect(rows).toEqual(['chat', 'membership', 'user'].map((name) => ({ name, options: ['fillfactor=80'] })));
});

it('migrates once when several nodes start at the same time', async () => {
  const pool = await openEmpty();
  const answers = await Promise.all([1, 2, 3].map(() => migrate({ url: urlOf(pool), log: () => undefined })));
  expect(answers.sort((one, other) => one.length - other.length)).toEqual([[], [], MIGRATIONS]);
});

it('changes nothing when a migration fails, and goes on once it is mended', async () => {
  const pool = await openEmpty();
  const folder = mkdtempSync(join(tmpdir(), 'ruggine-migrations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(PRISMA, 'migrations'), folder, { recursive: true });
  const broken = join(folder, '9999_broken');
  mkdirSync(broken);
  writeFileSync(join(broken, 'migration.sql'), 'CREATE TABLE half (); SELECT nothing FROM nowhere;');
  const attempt = () => migrate({ url: urlOf(pool), log: () => undefined, folder });
  await expect(attempt()).rejects.toThrow('A migration failed and changed nothing: relation "nowhere" does not exist');
  expect(await catalogueOf(pool)).toEqual([]);
  writeFileSync(join(broken, 'migration.sql'), 'CREATE TABLE whole (); -- one; two; three');
  expect(await attempt()).toEqual([...MIGRATIONS, '9999_broken']);
  expect(await attempt()).toEqual([]);
});

/** Tables' columns, constraints, indexes and enums, each as one row that says all of it. */
async function catalogueOf(pool: Pool): Promise<{ name: string; definition: string }[]> {
  const { rows } = await pool.query<{ name: string; definition: string }>(`
    SELECT * FROM (SELECT c.relname || '.' || a.attname AS name, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN 'not null' END, pg_get_expr(d.adbin, d.adrelid)) AS definition
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND c.relname <> '_prisma_migrations'
    UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE '\\_prisma%'
    UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    UNION ALL SELECT typname, string_agg(enumlabel, ' ' ORDER BY enumsortorder)
      FROM pg_enum JOIN pg_type t ON t.oid = enumtypid GROUP BY typname
    ) AS catalogue (name, definition) ORDER BY name COLLATE "C", definition COLLATE "C"`);
  return rows;
}

async function open(): Promise<Pool> {
  const { url, drop } = await freshDatabase();
  const pool = new Pool({ connectionString: url, max: 1 });
  onTestFinished(async () => {
    await pool.end();
    await drop();
  });
  return pool;
}

async function openEmpty(): Promise<Pool> {
  const pool = await open();
  await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  return pool;
}

function urlOf(pool: Pool): string {
  return pool.options.connectionString ?? '';
}
