import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/prisma/client.ts';

export type Prisma = PrismaClient;
/** What a piece of work inside a transaction may use. */
export type Transaction = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>;

export type Database = Readonly<{
  /** For everything that is not hot. */
  prisma: PrismaClient;
  /** The same connections, for prepared statements. */
  pool: pg.Pool;
  /** A few connections more, for what nobody waits for: it must not stand in the way of those who do. */
  background: pg.Pool;
  /** Opens all connections, so that those who come first after a start do not wait while Postgres makes them. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}>;

/** Postgres gives up before we do, so that a slow statement ends with its own error and not with a torn transaction. */
const STATEMENT_TIMEOUT_MS = 5_000;
const TRANSACTION_TIMEOUT_MS = 20_000;
const CONNECTION_TIMEOUT_MS = 2_000;
/** Two of them hear of jobs for as long as the node lives; five places look for jobs, and one reads the log. */
const BACKGROUND_CONNECTIONS = 8;
const BACKGROUND_PATIENCE_MS = 20_000;

export function connect(url: string, connections: number, onError: (error: Error) => void): Database {
  // Kept when idle: to make one anew takes longer than most of what is asked over it, and somebody waits for it.
  const pool = open({ max: connections, min: connections, connectionTimeoutMillis: CONNECTION_TIMEOUT_MS });
  const background = open({ max: BACKGROUND_CONNECTIONS, connectionTimeoutMillis: BACKGROUND_PATIENCE_MS });
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { timeout: TRANSACTION_TIMEOUT_MS, maxWait: CONNECTION_TIMEOUT_MS },
  });
  return {
    prisma,
    pool,
    background,
    async warmUp() {
      const opened = await Promise.allSettled(Array.from({ length: connections }, () => pool.connect()));
      // What Postgres has no room for now is made when it is needed.
      for (const each of opened) if (each.status === 'fulfilled') each.value.release();
    },
    async close() {
      await prisma.$disconnect();
      for (const each of [pool, background]) if (!each.ended) await each.end();
    },
  };

  function open(size: Pick<pg.PoolConfig, 'max' | 'min' | 'connectionTimeoutMillis'>): pg.Pool {
    const opened = new pg.Pool({
      connectionString: url,
      ...size,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      types: { getTypeParser },
      // Later than Postgres itself gives up: for a database that does not even say so.
      query_timeout: STATEMENT_TIMEOUT_MS + 3_000,
      options: [
        `-c statement_timeout=${STATEMENT_TIMEOUT_MS}`,
        `-c lock_timeout=${STATEMENT_TIMEOUT_MS}`,
        `-c idle_in_transaction_session_timeout=${TRANSACTION_TIMEOUT_MS}`,
        '-c synchronous_commit=on',
      ].join(' '),
    });
    // A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
    opened.on('error', onError);
    // The same for one that breaks in somebody's hands between two queries: the next query tells them.
    opened.on('connect', (client) => client.on('error', () => {}));
    return opened;
  }
}

/** Runs statements in one transaction, where Prisma would only be in the way. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even do this is not used again.
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}

/** The engine reads a moment in half the time that pg takes; what it does not know, e.g. infinity, is left to pg. */
function getTypeParser(type: number, format?: 'text' | 'binary') {
  const parse = pg.types.getTypeParser(type, format);
  if (type !== pg.types.builtins.TIMESTAMPTZ || format === 'binary') return parse;
  return (text: string) => {
    const moment = MOMENT.test(text) ? new Date(text) : null;
    return moment === null || Number.isNaN(moment.getTime()) ? parse(text) : moment;
  };
}

/** Other centuries have forms of their own. */
const MOMENT = /^[12]\d{3}-[^B]+$/;

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const UNIQUE_VIOLATION = '23505';

export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === UNIQUE_VIOLATION || prismaCode(error) === 'P2002';
}

/** The transaction was rolled back in favour of another one: doing it again is safe and will do. */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === SERIALIZATION_FAILURE || state === DEADLOCK_DETECTED || prismaCode(error) === 'P2034';
}

/** Prisma's own codes look the same, and begin with P1 to P9. */
const SQL_STATE = /^(?!P[1-9])[0-9A-Z]{5}$/;

/** The five characters by which Postgres names an error, wherever the layers between have put them. */
function sqlState(error: unknown): string | null {
  if (!isRecord(error)) return null;
  if (typeof error['code'] === 'string' && SQL_STATE.test(error['code'])) return error['code'];
  if (typeof error['originalCode'] === 'string') return error['originalCode'];
  const meta = error['meta'];
  if (isRecord(meta) && typeof meta['code'] === 'string') return meta['code'];
  const adapterError = isRecord(meta) ? meta['driverAdapterError'] : null;
  return sqlState(isRecord(adapterError) ? adapterError['cause'] : error['cause']);
}

function prismaCode(error: unknown): string | null {
  return isRecord(error) && typeof error['code'] === 'string' ? error['code'] : null;
}

/** Codes by which Postgres, Prisma and the system say that the database is out of reach, stopping, or too busy. */
const OUT_OF_REACH =
  /^(08...|40001|40P01|57P0.|57014|55P03|53...|P1001|P1002|P1008|P1017|P2024|P2028|P2034|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|ENOENT|EAI_AGAIN)$/;
const OUT_OF_REACH_WORDS =
  /timeout exceeded when trying to connect|Query read timeout|Connection terminated|connection error and is not queryable|the database system is|terminating connection|Cannot use a pool after calling end|Unable to start a transaction in the given time|Can't reach database server/;

/** The database could not be asked, so the outcome of a change is unknown: trying again with the same ids settles it. */
export function isUnavailable(error: unknown): boolean {
  if (!isRecord(error)) return false;
  const codes = [sqlState(error), prismaCode(error)].filter((code) => code !== null);
  const told = OUT_OF_REACH_WORDS.test(String(error['message']));
  return told || codes.some((code) => OUT_OF_REACH.test(code)) || isUnavailable(error['cause']);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
