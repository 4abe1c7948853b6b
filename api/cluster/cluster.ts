import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts';
import { createNode } from './node.ts';
import type { Part } from './part.ts';
import { freePorts } from './ports.ts';
import { createProxy, type Proxy } from './proxy.ts';
import { createRedis } from './redis.ts';

export interface ClusterWishes {
  /** Folder of the embedded database. */
  dataDir: string;
  /** Gets the logs of all parts and the proxy's list of nodes. */
  workDir: string;
  nodes?: number;
  /** The proxy's port; the nodes and the others take those behind it. Free ones are found unless said. */
  firstPort?: number;
  /** false: no Redis, and the nodes do without. */
  redis?: boolean;
  /** false: no proxy, `url` is the first node's. */
  proxy?: boolean;
  /** A Postgres that runs already, in place of the embedded one. */
  databaseUrl?: string;
  /** A Redis that runs already, in place of one of ours; as REDIS_URL. */
  redisUrl?: string;
  /** false only where a power cut may cost the database everything. */
  durable?: boolean;
  /** Settings for every node, as in docs/operating.md, e.g. RATE_LIMIT_FACTOR. */
  settings?: Readonly<Record<string, string>>;
  /** For `node` itself, e.g. ['--expose-gc', '--import', probe]. */
  nodeOptions?: readonly string[];
  log?: (line: string) => void;
  /** Hears of a part that ended and was not told to. Kills through the handles are not told of. */
  onLoss?: (part: Part, how: string) => void;
}

export interface Cluster {
  /** Where clients come in. */
  readonly url: string;
  readonly databaseUrl: string;
  readonly nodes: readonly Part[];
  readonly redis: Part | null;
  readonly proxy: Proxy | null;
  /** Settles when the embedded Postgres ended, asked or not; never with a database of somebody else's. */
  readonly databaseEnded: Promise<void>;
  /** Restarts the nodes one after another, each once the one before is back and the proxy knows. */
  roll(say?: (line: string) => void): Promise<void>;
  /** Ends everything in order: nodes, proxy, Redis, Postgres. */
  stop(): Promise<void>;
}

const NODES = 3;

/**
 * The topology of compose.yaml and deploy/kubernetes as processes of this machine: API nodes behind the same proxy, over
 * one Postgres and one Redis. Resolves once all of it is ready; what fails ends all that had started.
 * @throws {ClusterRefused | StartRefused} with a sentence that says what to do
 */
export async function startCluster(wishes: ClusterWishes): Promise<Cluster> {
  const endings = createEndings();
  try {
    return await assemble(wishes, endings);
  } catch (error) {
    await endings.run();
    throw error;
  }
}

async function assemble(wishes: ClusterWishes, endings: Endings): Promise<Cluster> {
  mkdirSync(wishes.workDir, { recursive: true });
  const { log = () => {} } = wishes;
  const ports = await choosePorts(wishes);
  const common = (name: string) => commonOf(wishes, name);

  // What is missing on this machine is found missing before anything runs.
  const redis = ownRedis(wishes) ? createRedis({ ...common('redis'), port: ports.redis, log }) : null;
  const names = ports.nodes.map((port, index) => ({ name: `api${index + 1}`, port }));
  const folder = wishes.workDir;
  const proxy =
    wishes.proxy === false
      ? null
      : createProxy({ ...common('proxy'), port: ports.proxy, statsPort: ports.stats, folder, nodes: names, log });

  const { dataDir, durable = true } = wishes;
  const postgres = wishes.databaseUrl ? null : await startEmbeddedPostgres({ dataDir, durable, log });
  if (postgres) endings.add(postgres.stop);
  const databaseUrl = postgres?.url ?? wishes.databaseUrl ?? '';
  const settings = settingsOf(wishes, databaseUrl, redis?.url ?? wishes.redisUrl);
  const nodeOptions = wishes.nodeOptions ?? [];
  const nodes = names.map((node) => createNode({ ...common(node.name), ...node, settings, nodeOptions }));

  if (redis) endings.add(redis.stop);
  if (proxy) endings.add(proxy.part.stop);
  endings.add(() => Promise.all(nodes.map((node) => node.stop())));
  await redis?.start();
  // Who comes first migrates; the others wait for it under a lock.
  await startAll(nodes);
  await proxy?.part.start();

  const roll = async (say = log) => {
    for (const node of nodes) {
      say(`Restarting ${node.name} …`);
      await node.restart();
      await proxy?.untilSeen(node.name, 'UP');
    }
  };
  return {
    url: proxy?.part.url ?? nodes[0]?.url ?? '',
    databaseUrl,
    nodes,
    redis,
    proxy,
    databaseEnded: postgres?.ended ?? new Promise(() => {}),
    roll,
    stop: endings.run,
  };
}

function ownRedis(wishes: ClusterWishes): boolean {
  return wishes.redis !== false && wishes.redisUrl === undefined;
}

function commonOf({ workDir, onLoss }: ClusterWishes, name: string) {
  return { name, logFile: join(workDir, `${name}.log`), ...(onLoss && { onLoss }) };
}

function settingsOf(wishes: ClusterWishes, databaseUrl: string, redisUrl: string | undefined): Record<string, string> {
  return {
    ...(wishes.proxy === false ? {} : { TRUST_PROXY: '1' }),
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    ...wishes.settings,
    DATABASE_URL: databaseUrl,
  };
}

async function choosePorts({ firstPort, nodes = NODES }: ClusterWishes) {
  const ports =
    firstPort === undefined ? await freePorts(nodes + 3) : Array.from({ length: nodes + 3 }, (_, n) => firstPort + n);
  const [proxy = 0, ...rest] = ports;
  const [redis = 0, stats = 0] = rest.slice(nodes);
  return { proxy, nodes: rest.slice(0, nodes), redis, stats };
}

/** Waits for all of them even when one fails, so that none starts behind the back of who ends them. */
async function startAll(parts: readonly Part[]): Promise<void> {
  const outcomes = await Promise.allSettled(parts.map((part) => part.start()));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

type Endings = ReturnType<typeof createEndings>;

/** What has to be done at the end, last first, once. */
function createEndings() {
  const steps: (() => Promise<unknown>)[] = [];
  const work = async () => {
    for (const step of steps.toReversed()) await step();
  };
  let doing: Promise<void> | undefined;
  return {
    add(step: () => Promise<unknown>): void {
      steps.push(step);
    },
    run: (): Promise<void> => (doing ??= work()),
  };
}
