/** `pnpm cluster`: everything that several machines would run, on this one, until it is told to stop. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../src/platform/config.ts';
import { StartRefused } from '../src/platform/postgres/refusals.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { askForRoll, serveRolls } from './control.ts';
import type { Part } from './part.ts';
import { ClusterRefused } from './refused.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORK_DIR = join(ROOT, '.cache', 'cluster');
const CONTROL = join(WORK_DIR, 'control');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const BEFORE_RESTART_MS = 1_000;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { roll: { type: 'boolean' }, nodes: { type: 'string' } } });
  if (values.roll) return askForRoll(CONTROL, say);
  await run(howMany(values.nodes));
}

async function run(nodes: number): Promise<void> {
  const config = readConfig(process.env, ROOT);
  const redisUrl = config.redisUrls.join(',');
  let stopping = false;
  const cluster = await startCluster({
    dataDir: config.dataDir,
    workDir: WORK_DIR,
    nodes,
    log: say,
    onLoss: startAgain,
    ...(config.port > 0 && { firstPort: config.port }),
    ...(config.databaseUrl !== null && { databaseUrl: config.databaseUrl }),
    ...(redisUrl && { redisUrl }),
  });
  const control = await serveRolls(CONTROL, (tell) => {
    const both = (line: string) => {
      say(line);
      tell(line);
    };
    return cluster.roll(both);
  });
  welcome(cluster);
  const why = await Promise.race([
    ...SIGNALS.map((signal) => new Promise<string>((resolve) => process.on(signal, () => resolve(signal)))),
    cluster.databaseEnded.then(() => 'the end of Postgres'),
  ]);
  stopping = true;
  say(`Stopping (${why}) …`);
  control.close();
  await cluster.stop();

  function startAgain(part: Part, how: string): void {
    say(`${part.name} ended (${how}) and is started again.`);
    void pause(BEFORE_RESTART_MS)
      .then(() => (stopping ? undefined : part.start()))
      .catch((error: unknown) => say(error instanceof Error ? error.message : String(error)));
  }
}

function howMany(word = '3'): number {
  const count = Number(word);
  if (Number.isInteger(count) && count >= 1 && count <= 20) return count;
  throw new ClusterRefused('Use a whole number from 1 to 20 with --nodes.');
}

function welcome({ url, nodes, redis, proxy }: Cluster): void {
  say('The cluster is ready.');
  say(`  App       ${url}`);
  for (const part of [...nodes, redis, proxy?.part]) {
    if (part) say(`  ${part.name.padEnd(9)} ${part.url}  process ${part.pid}`);
  }
  say(`  Logs      ${WORK_DIR}`);
  say('Ctrl-C stops it. "pnpm cluster --roll" in another terminal restarts the nodes one after another.');
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    const isForPeople = [ConfigError, StartRefused, ClusterRefused].some((kind) => error instanceof kind);
    say(isForPeople && error instanceof Error ? error.message : String(error instanceof Error ? error.stack : error));
    process.exit(1);
  },
);
