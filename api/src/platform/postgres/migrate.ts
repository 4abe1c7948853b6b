import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import { applyMigrations } from './schema-engine.ts';

const FOLDER = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));
/** Ours alone: another number than the one Prisma locks while it applies. */
const LOCK = 7_846_443;

interface Migration {
  url: string;
  log: (line: string) => void;
  /** Where the migrations lie; ours unless said otherwise. */
  folder?: string;
}

/**
 * Brings the database to the present schema and answers with the names of the migrations that took. All of it is one
 * transaction: a start that is killed midway leaves nothing behind, and nodes that start at once wait for each other.
 * Keeps Prisma's own history, so that `prisma migrate` agrees with it.
 */
export async function migrate({ url, log, folder = FOLDER }: Migration): Promise<string[]> {
  // A pool of one, for what the engine asks of it must all go through the connection that holds the transaction.
  const pool = new Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0 });
  // A lost connection also fails the query that is under way, or the next one; unheard it would end the process.
  pool.on('error', () => undefined);
  try {
    await pool.query('BEGIN');
    await pool.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const applied = await applyMissing(pool, folder);
    await pool.query('COMMIT');
    if (applied.length > 0) log(`Brought the database up to date: ${applied.join(', ')}.`);
    return applied;
  } finally {
    await pool.end();
  }
}

async function applyMissing(pool: Pool, folder: string): Promise<string[]> {
  const names = migrationNames(folder);
  // Loading the engine costs more than everything else at a start that has nothing to migrate.
  if (await isUpToDate(pool, folder, names)) return [];
  return applyMigrations(pool, folder, names);
}

function migrationNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Whatever is not exactly as expected is the engine's to judge: half applied, edited later, from a newer version. */
async function isUpToDate(pool: Pool, folder: string, names: string[]): Promise<boolean> {
  const history = await readHistory(pool);
  const done = history.filter((row) => row.finished && !row.rolledBack);
  return (
    done.length === history.length &&
    done.length === names.length &&
    names.every((name) => done.some((row) => row.name === name && row.checksum === checksumOf(join(folder, name))))
  );
}

interface Applied {
  name: string;
  checksum: string;
  finished: boolean;
  rolledBack: boolean;
}

async function readHistory(pool: Pool): Promise<Applied[]> {
  const { rowCount } = await pool.query(`SELECT WHERE to_regclass('_prisma_migrations') IS NOT NULL`);
  if (rowCount === 0) return [];
  const { rows } = await pool.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished,
      rolled_back_at IS NOT NULL AS "rolledBack" FROM _prisma_migrations`,
  );
  return rows;
}

function checksumOf(migration: string): string {
  return createHash('sha256')
    .update(readFileSync(join(migration, 'migration.sql')))
    .digest('hex');
}
