import { fileURLToPath } from 'node:url';
import { createHub } from '../events/hub.ts';
import { openLog } from '../events/open.ts';
import type { LogEntry } from '../events/entry.ts';
import { createLocalBroker } from '../platform/broker.ts';
import { createLocalBus } from '../platform/bus.ts';
import { readConfig } from '../platform/config.ts';
import { connect, type Database } from '../platform/database.ts';
import { createLimits } from '../platform/limits.ts';
import { createLog } from '../platform/log.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { createCourier } from '../platform/push/courier.ts';
import { readPushKeys } from '../platform/push/keys.ts';
import { StartRefused } from '../platform/postgres/refusals.ts';
import { createSignals } from '../signals/signals.ts';
import type { Caller } from '../viewer.ts';
import { buildTown } from './build.ts';
import { PASSWORD, PEOPLE } from './town.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Makes the town in the database of DATABASE_URL, else in the embedded one, which must not be running. */
async function main(): Promise<void> {
  const config = readConfig(process.env, ROOT);
  const postgres =
    config.databaseUrl === null ? await startEmbeddedPostgres({ dataDir: config.dataDir, log: console.log }) : null;
  const url = postgres?.url ?? config.databaseUrl ?? '';
  try {
    await migrate({ url, log: console.log });
    const database = connect(url, config.databasePool, () => {});
    await fill(database);
    await database.close();
  } finally {
    await postgres?.stop();
  }
}

async function fill(database: Database): Promise<void> {
  if (await database.prisma.user.findUnique({ where: { username: PEOPLE[0][0] } })) {
    console.log('The town is there already: nothing was changed.');
    return;
  }
  const log = await openLog(database, createLocalBus<LogEntry>());
  const hub = createHub(log, 60_000, console.error);
  const logger = createLog('silent');
  const signals = createSignals({
    broker: createLocalBroker(),
    database,
    hub,
    isBusy: () => false,
    onError: console.error,
  });
  // Nobody here has a browser to ring.
  const courier = createCourier(await readPushKeys(database.prisma), 'mailto:seed@ruggine.invalid', {
    hosts: [],
    ownServices: [],
  });
  const services = { log, hub, signals, courier, logger, limits: createLimits(1_000_000), revoke: () => {} };
  const caller: Caller = { ...services, address: 'seed', userAgent: 'pnpm seed' };
  const messages = await buildTown(caller, console.log);
  courier.close();
  await signals.close();
  hub.close();
  console.log(
    `The town is ready: ${PEOPLE.length} people, ${messages} messages. Sign in as ada (or ${PEOPLE.slice(1, 4)
      .map(([name]) => name)
      .join(', ')} …) with the password “${PASSWORD}”.`,
  );
}

main().catch((error: unknown) => {
  console.error(
    error instanceof StartRefused ? `${error.message} (pnpm seed needs the server stopped, or a DATABASE_URL.)` : error,
  );
  process.exit(1);
});
