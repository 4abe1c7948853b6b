import type { Bus } from '../platform/bus.ts';
import type { Database } from '../platform/database.ts';
import type { LogEntry } from './entry.ts';
import { readIdentity } from './identity.ts';
import type { Log } from './log.ts';
import { now } from './replay.ts';

/** The log of a database as one node sees it. Nobody listens yet, so all that is there counts as told. */
export async function openLog(database: Database, bus: Bus<LogEntry>): Promise<Log> {
  const identity = await readIdentity(database.prisma);
  const { base } = await now({ database });
  return { database, bus, identity, told: { below: base } };
}
