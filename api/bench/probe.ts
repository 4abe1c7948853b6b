import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { obey } from './remote.ts';

/**
 * Loaded before a server with `node --import`, for ours and for the peers alike: reads from inside what the process
 * costs, without a line about it in the server.
 */
export type Probe = Readonly<{
  /** Milliseconds of CPU since the start, user and system, all threads. */
  cpu: () => number;
  /** Bytes after garbage collection. Needs --expose-gc. */
  memory: () => Promise<Readonly<{ heap: number; external: number; rss: number }>>;
  /** Statements given to Postgres since the start. */
  statements: () => number;
}>;

let statements = 0;
const query = pg.Client.prototype.query;
pg.Client.prototype.query = new Proxy(query, {
  apply(target, client, args) {
    statements += 1;
    return Reflect.apply(target, client, args);
  },
});

const probe: Probe = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
  async memory() {
    for (let times = 0; times < 4; times++) {
      globalThis.gc?.();
      // Finalizers and freed handles take a turn of the loop.
      await pause(100);
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heap: heapUsed, external, rss };
  },
  statements: () => statements,
};
obey(probe);
// The server ends when it has ended, as without us.
process.channel?.unref();
