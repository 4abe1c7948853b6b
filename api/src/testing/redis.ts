import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';

/** A real Redis that keeps nothing on disk. */
export type RedisServer = Readonly<{
  url: string;
  port: number;
  /** Ends it at once, like a power cut. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** Stops it from answering while its connections stay open, like a line that leads nowhere. */
  freeze(): void;
  thaw(): void;
  /** Runs a command on a connection of its own. */
  ask(...words: [string, ...(string | number)[]]): Promise<unknown>;
}>;

/** Where redis-server is, or null. */
export const redisServer = find('redis-server', process.env['REDIS_SERVER']);
const redisCli = find('redis-cli', redisServer === null ? undefined : join(dirname(redisServer), 'redis-cli'));

/** Why tests with Redis cannot run here; null when they can. */
export const withoutRedis =
  redisServer === null ? 'redis-server is missing: install it, or set REDIS_SERVER to where it is' : null;
export const withoutCluster =
  withoutRedis ?? (redisCli === null ? 'redis-cli is missing, which joins the nodes of a Redis Cluster' : null);

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export async function startRedis(...settings: string[]): Promise<RedisServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child = await run(port, settings);
  return {
    url,
    port,
    async kill() {
      if (!running.has(child)) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    async restart() {
      child = await run(port, settings);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async ask(command, ...words) {
      const redis = new Redis(url, { retryStrategy: null });
      try {
        return await redis.call(command, ...words);
      } finally {
        redis.disconnect();
      }
    },
  };
}

/** Three masters without replicas. */
export async function startCluster(): Promise<readonly RedisServer[]> {
  const nodes = [];
  for (let nth = 0; nth < 3; nth++) nodes.push(await clusterNode());
  const places = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const { status, stdout, stderr } = spawnSync(redisCli ?? '', ['--cluster', 'create', ...places, '--cluster-yes'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the cluster was not made: ${stdout}${stderr}`);
  return nodes;
}

async function clusterNode(): Promise<RedisServer> {
  const bus = await freePort();
  const file = `nodes-${bus}.conf`;
  return startRedis('--cluster-enabled', 'yes', '--cluster-config-file', file, '--cluster-port', String(bus));
}

async function run(port: number, settings: readonly string[]): Promise<ChildProcess> {
  const frugal = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  // Nodes of a cluster write here whom they know, which nobody after them may find.
  const folder = mkdtempSync(join(tmpdir(), 'ruggine-redis-'));
  const child = spawn(redisServer ?? '', [...frugal, '--dir', folder, ...settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    rmSync(folder, { recursive: true, force: true });
  });
  for await (const line of createInterface(child.stdout)) {
    if (line.includes('Ready to accept connections')) break;
  }
  if (child.exitCode !== null) throw new Error(`redis-server ended with code ${child.exitCode}`);
  child.stdout.resume();
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}

function find(program: string, first: string | undefined): string | null {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .concat('/usr/bin', '/usr/local/bin', '/opt/homebrew/bin');
  return [first ?? '', ...folders.map((folder) => join(folder, program))].find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}
