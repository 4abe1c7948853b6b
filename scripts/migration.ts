/** `pnpm migration <name>`: writes the migration from the schema as last committed to the schema as it stands. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../api/src/platform/postgres/embedded.ts';
import { differenceOf, readSchema, type SchemaFile } from '../api/src/platform/postgres/schema-engine.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SCHEMA = 'prisma/schema';
const MIGRATIONS = join(ROOT, 'prisma/migrations');

await writeMigration(process.argv[2]);

async function writeMigration(name: string | undefined): Promise<void> {
  if (!name || !/^[a-z0-9_]+$/.test(name))
    return fail('Give the migration a name in snake_case: pnpm migration <name>');
  const before = migrationNames().length > 0 ? committedSchema() : undefined;
  const sql = await compare(before, readSchema(join(ROOT, SCHEMA)));
  if (sql.trim() === '' || sql.includes('This is an empty migration')) return fail('The schema is as last committed.');
  const folder = join(MIGRATIONS, `${String(migrationNames().length + 1).padStart(4, '0')}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
  console.log(`Wrote ${folder}/migration.sql; read it, and add by hand what Prisma cannot express.`);
}

async function compare(before: SchemaFile[] | undefined, after: SchemaFile[]): Promise<string> {
  const dataDir = mkdtempSync('/tmp/ruggine-migration-');
  // Postgres' own account passes through when we are root.
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false, log: console.log });
  try {
    const sql = await differenceOf(postgres.url, before, after);
    // It is always there, and asking for it needs a right that hosted databases do not give.
    return sql.replace('-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\n\n', '');
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function migrationNames(): string[] {
  if (!existsSync(MIGRATIONS)) return [];
  return readdirSync(MIGRATIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function committedSchema(): SchemaFile[] {
  return git('ls-tree', '--name-only', 'HEAD', `${SCHEMA}/`)
    .split('\n')
    .filter((path) => path.endsWith('.prisma'))
    .map((path) => ({ path, content: git('show', `HEAD:${path}`) }));
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' });
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
