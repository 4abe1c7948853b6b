// First, for libraries read this when they are loaded.
import './platform/production.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.ts';
import type { Broker } from './platform/broker.ts';
import { ConfigError, readConfig, type Config } from './platform/config.ts';
import { connect, type Database } from './platform/database.ts';
import { armFailpoints } from './platform/failpoints.ts';
import { createLog, type Logger } from './platform/log.ts';
import { startEmbeddedPostgres } from './platform/postgres/embedded.ts';
import { migrate } from './platform/postgres/migrate.ts';
import { StartRefused } from './platform/postgres/refusals.ts';
import { openBroker } from './platform/redis/broker.ts';
import { unreliable } from './platform/unreliable-broker.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Together less than the 30 s that whoever stops us may wait. */
const CLOSE_WITHIN_MS = 20_000;
const LET_GO_WITHIN_MS = 5_000;

/** Plain lines for the person who starts it; the structured log goes to standard output. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const began = performance.now();
  const config = readConfig(process.env, ROOT);
  const logger = createLog(config.logLevel);
  const postgres =
    config.databaseUrl === null ? await startEmbeddedPostgres({ dataDir: config.dataDir, log: say }) : null;
  const url = postgres?.url ?? config.databaseUrl ?? '';
  let database: Database | null = null;
  const stopDatabase = async () => {
    await within(LET_GO_WITHIN_MS, 'the connections to the database', database?.close());
    await postgres?.stop();
  };
  try {
    await migrate({ url, log: say });
    database = connect(url, config.databasePool, ({ message }) =>
      logger.warn({ reason: message }, 'an idle database connection broke'),
    );
    await database.warmUp();
    const app = await createApp(config, database, logger, brokerOf(config, logger));
    const port = await app.listen();
    const stop = stopOnce(async () => {
      await within(CLOSE_WITHIN_MS, 'requests and jobs', app.close());
      await stopDatabase();
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
    postgres?.ended.then(() => stop('the end of Postgres')).catch(() => {});
    welcome(config, port, began);
  } catch (error) {
    await stopDatabase();
    throw error;
  }
}

function brokerOf({ failpoints, redisUrls }: Config, logger: Logger): Broker {
  const broker = openBroker(redisUrls, logger);
  if (failpoints === null) return broker;
  armFailpoints(failpoints);
  return failpoints.includes('bus.unreliable') ? unreliable(broker) : broker;
}

function stopOnce(work: () => Promise<void>): (why: string) => void {
  let stopping = false;
  return (why) => {
    if (stopping) return;
    stopping = true;
    say(`Stopping (${why}) …`);
    work().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
}

/** What was acknowledged is on disk: nothing that hangs is worth being ended by force for. */
async function within(ms: number, what: string, ending: Promise<void> | undefined): Promise<void> {
  const late = pause(ms, 'late', { ref: false });
  if ((await Promise.race([ending, late])) === 'late') say(`Gave up waiting for ${what} after ${ms / 1_000} s.`);
}

function welcome(config: Config, port: number, began: number): void {
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const home = config.publicUrl?.origin ?? `http://localhost:${port}`;
  say(`Ruggine is ready after ${seconds} s.`);
  say(`  App       ${home}`);
  if (config.graphiql) say(`  GraphiQL  ${home}/graphql`);
  say(config.databaseUrl === null ? `  Data      ${config.dataDir}` : '  Data      in the database of DATABASE_URL');
  say('Ctrl-C stops it.');
}

function fail(error: unknown): never {
  say(
    sentenceFor(error) ??
      `Ruggine could not go on: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  process.exit(1);
}

/** What a person can do something about, in one sentence; null for what is a fault of ours. */
function sentenceFor(error: unknown): string | null {
  if (error instanceof ConfigError || error instanceof StartRefused) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return null;
  const where = 'port' in error ? `Port ${String(error.port)}` : 'The port';
  if (error.code === 'EADDRINUSE')
    return `${where} is in use: stop the other program or choose another one with PORT=4001.`;
  if (error.code === 'EACCES') return `${where} may not be used by this account: choose one above 1023 with PORT=4001.`;
  if (error.code === 'ECONNREFUSED')
    return 'The database of DATABASE_URL does not answer: is it running, and is the address right?';
  return null;
}

process.on('unhandledRejection', (error) => fail(error));
main().catch(fail);
