import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Pool } from 'pg';

export interface SchemaFile {
  readonly path: string;
  readonly content: string;
}

/** The part of the standard global that Node's types leave to the browser's. */
declare const WebAssembly: {
  instantiate(
    source: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/** A second instance would take the bindings away from the first. */
let loading: Promise<void> | undefined;

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** Prisma's migrations without Prisma's engine binary, which a machine without a network could not fetch. */
export async function applyMigrations(pool: Pool, folder: string, names: string[]): Promise<string[]> {
  return withEngine(pool, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: folder,
        shadowDbInitScript: '',
        lockfile: { path: 'migration_lock.toml', content: readFileSync(join(folder, 'migration_lock.toml'), 'utf8') },
        migrationDirectories: names.map((name) => ({
          path: name,
          migrationFile: {
            path: 'migration.sql',
            content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
          },
        })),
      },
      filters: NO_FILTERS,
    });
    return appliedMigrationNames;
  });
}

/** The SQL that leads from one schema to another, or from nothing. Leaves the database alone, but the engine wants one. */
export async function differenceOf(
  url: string,
  before: SchemaFile[] | undefined,
  after: SchemaFile[],
): Promise<string> {
  const pool = new Pool({ connectionString: url });
  try {
    const { stdout } = await withEngine(pool, (engine) =>
      engine.diff({
        from: before ? { tag: 'schemaDatamodel', files: before } : { tag: 'empty' },
        to: { tag: 'schemaDatamodel', files: after },
        script: true,
        exitCode: null,
        filters: NO_FILTERS,
      }),
    );
    return stdout ?? '';
  } finally {
    await pool.end();
  }
}

export function readSchema(folder: string): SchemaFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => ({ path: join(folder, name), content: readFileSync(join(folder, name), 'utf8') }));
}

async function withEngine<Result>(
  pool: Pool,
  work: (engine: bindings.SchemaEngine) => Promise<Result>,
): Promise<Result> {
  await (loading ??= loadEngine());
  const scripts = new WholeScripts(pool);
  const adapter = bindMigrationAwareSqlAdapterFactory(scripts);
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
  try {
    return await work(engine);
  } catch (error) {
    // After a script failed the engine trips over the broken transaction and tells of that instead.
    throw scripts.failure ?? error;
  } finally {
    engine.free();
  }
}

/** Prisma's adapter cuts scripts at every semicolon, those in comments and function bodies too. */
class WholeScripts extends PrismaPg {
  failure: Error | undefined;

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter
        .underlyingDriver()
        .query(script)
        .catch((cause: unknown) => this.fail(cause));
    };
    return adapter;
  }

  private fail(cause: unknown): never {
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.failure ??= new Error(`A migration failed and changed nothing: ${reason}`, { cause });
    throw this.failure;
  }
}

async function loadEngine(): Promise<void> {
  const bindingsPath = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = readFileSync(bindingsPath.replace(/[.]js$/, '.wasm'));
  const { __wbg_set_wasm: setWasm } = bindings;
  const imports: Record<string, unknown> = { ...bindings };
  // The engine forgets the timer of its own ten seconds' wait for a lock, which would keep the process up for as long.
  const timer = Object.keys(bindings).find((name) => name.startsWith('__wbg_setTimeout'));
  if (timer) imports[timer] = (call: () => void, delayMs: number) => setTimeout(call, delayMs).unref();
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': imports });
  setWasm(instance.exports);
  const begin = instance.exports['__wbindgen_start'];
  if (typeof begin === 'function') begin();
}
