import { mountDisk, type Disk } from './disk.ts';
import { startBalancer, type Balancer } from '../proxy/balancer.ts';
import { startProxy, type Proxy } from '../proxy/proxy.ts';
import { makeNode, type Node } from './node.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { startRedis, type Redis } from './redis.ts';

/** Real processes: a durable Postgres, perhaps a Redis, and nodes with a fault proxy before each. */
export type World = Readonly<{
  postgres: Postgres;
  /** What the database lies on, where a small one was asked for and could be had. */
  disk: Disk | null;
  /** Null also where the nodes make no use of one. */
  redis: Redis | null;
  /** Between the first node and Redis. */
  busLine: Proxy | null;
  nodes: readonly Node[];
  /** Before each node, in the same order. */
  doors: readonly Proxy[];
  /** One more node that does not run yet, and a balancer before all of them; null where they were not wished for. */
  spare: Node | null;
  balancer: Balancer | null;
  /** Where devices reach the nodes: the doors. */
  urls: readonly string[];
  /** Hears of processes that end by themselves; one listener at a time. */
  onDeath(listener: (name: string, how: string) => void): void;
  /** Brings back what is down and heals what is ill. */
  restore(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}>;

export type WorldWishes = Readonly<{
  nodes: number;
  redis: boolean;
  logs: string;
  smallDisk?: boolean;
  /** Nodes can tell what they hold. */
  weighed?: boolean;
  /** One address for all nodes, and a spare node. */
  balanced?: boolean;
  env?: Readonly<Record<string, string>>;
}>;

export async function startWorld({
  nodes: count,
  redis: wanted,
  logs,
  smallDisk,
  weighed = false,
  balanced = false,
  env = {},
}: WorldWishes): Promise<World> {
  const disk = smallDisk === true ? mountDisk() : null;
  const postgres = await startPostgres(disk?.folder);
  const redis = wanted ? await startRedis() : null;
  const busLine = redis ? await startProxy({ host: '127.0.0.1', port: redis.port }) : null;
  let listener = (_name: string, _how: string) => {};
  const made = await Promise.all(
    Array.from({ length: balanced ? count + 1 : count }, (_, nth) => {
      const port = nth === 0 ? busLine?.port : redis?.port;
      const bus: Record<string, string> = port === undefined ? {} : { REDIS_URL: `redis://127.0.0.1:${port}` };
      return makeNode({
        name: `node-${nth + 1}`,
        env: { DATABASE_URL: postgres.url, ...bus, ...env },
        logs,
        weighed,
        onDeath: (name, how) => listener(name, how),
      });
    }),
  );
  const nodes = made.slice(0, count);
  const spare = made[count] ?? null;
  await Promise.all(nodes.map((node) => node.start()));
  const balancer = balanced ? await startBalancer(made) : null;
  const doors = await Promise.all(nodes.map(({ port }) => startProxy({ host: '127.0.0.1', port })));
  const urls = doors.map(({ port }) => `http://127.0.0.1:${port}`);
  // The first node reaches Redis through the line, if this version of it reaches for Redis at all.
  const isUsed = (busLine?.connections().length ?? 0) > 0;
  return {
    postgres,
    disk,
    redis: isUsed ? redis : null,
    busLine: isUsed ? busLine : null,
    nodes,
    spare,
    balancer,
    doors,
    urls,
    onDeath,
    restore,
    [Symbol.asyncDispose]: stop,
  };

  function onDeath(next: (name: string, how: string) => void): void {
    listener = next;
  }

  async function restore(): Promise<void> {
    for (const door of [...doors, ...(busLine ? [busLine] : [])]) await door.heal();
    for (const node of nodes) {
      node.thaw();
      if (!node.isUp()) await node.start();
    }
  }

  async function stop(): Promise<void> {
    balancer?.close();
    for (const door of [...doors, ...(busLine ? [busLine] : [])]) await door.close();
    await Promise.all(
      made.map((node) => {
        node.thaw();
        return node.end('SIGTERM');
      }),
    );
    await redis?.stop();
    await postgres.stop();
    disk?.unmount();
  }
}

export function nodeAt({ nodes }: World, nth: number): Node {
  const node = nodes[nth];
  if (!node) throw new Error(`the world has no node ${nth + 1}`);
  return node;
}
