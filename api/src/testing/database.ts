import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { inject } from 'vitest';

/** A connection that was just closed takes a moment to be gone on the other side, too. */
const FAREWELL_MS = 500;
const LOOK_EVERY_MS = 5;

export interface FreshDatabase {
  readonly url: string;
  /** Also ends the connections that are still open after a moment. */
  drop(): Promise<void>;
}

/** An empty database at the present schema, made in milliseconds as a copy of the migrated template. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const template = inject('templateUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asOperator((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${databaseOf(template)}`));
  return { url: withDatabase(template, name), drop: () => asOperator((client) => drop(client, name)) };
}

/** Cutting off a connection that is on its way out would show in its process as an error out of nowhere. */
async function drop(client: Client, name: string): Promise<void> {
  const patientUntil = Date.now() + FAREWELL_MS;
  while (Date.now() < patientUntil) {
    const { rowCount } = await client.query('SELECT 1 FROM pg_stat_activity WHERE datname = $1', [name]);
    if (rowCount === 0) break;
    await pause(LOOK_EVERY_MS);
  }
  await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
}

/** In the maintenance database, for the template must have no visitors while it is copied. */
async function asOperator(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: withDatabase(inject('templateUrl'), 'postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
