/** `pnpm faults`: runs the matrix, or many short random runs, and says what held. */
import { fileURLToPath } from 'node:url';
import { MATRIX, SHORT } from './matrix.ts';
import { readOptions, type Options } from './options.ts';
import { perform } from './perform.ts';
import { exitCodeOf, lineOf, reasonsOf, summarise } from './report.ts';
import type { Result } from './result.ts';
import type { Scenario } from './scenario.ts';
import { randomFaults } from './scenarios/x1-random.ts';
import { startWorld, type World } from './world/world.ts';

const CACHE = fileURLToPath(new URL('../../.cache/faults', import.meta.url));

// A signal must not leave the processes behind that we started: they end with our exit.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

// A line to something that was killed under it may linger: nothing of it is of use any more.
process.exit(await main(readOptions(process.argv.slice(2))));

async function main(options: Options): Promise<number> {
  const results: Result[] = [];
  const say = (result: Result) => {
    results.push(result);
    console.log([lineOf(result), ...reasonsOf(result)].join('\n'));
  };
  if (options.runs > 0) await runAtRandom(options, say);
  else await runMatrix(chosen(options), options, say);
  console.log(`\n${summarise(results, `${CACHE}/summary.json`)}`);
  return exitCodeOf(results);
}

function chosen({ only, short }: Options): readonly Scenario[] {
  const rows = short ? MATRIX.filter(({ name }) => SHORT.includes(name)) : MATRIX;
  return only.length === 0 ? rows : rows.filter(({ name }) => only.some((start) => name.startsWith(start)));
}

async function runMatrix(rows: readonly Scenario[], options: Options, say: (result: Result) => void): Promise<void> {
  const isPrivate = ({ world }: Scenario) => world?.private === true;
  const together = rows.filter((row) => !isPrivate(row));
  if (together.length > 0) {
    await using world = await worldFor(options);
    for (const scenario of together) {
      say(await perform(scenario, world, options.seed, CACHE));
      await world.restore();
    }
  }
  for (const scenario of rows.filter(isPrivate)) {
    await using world = await worldFor(options, scenario);
    say(await perform(scenario, world, options.seed, CACHE));
  }
}

/** Many short runs in one world that lives on, with fresh people and chats and another seed each. */
async function runAtRandom(options: Options, say: (result: Result) => void): Promise<void> {
  await using world = await worldFor(options);
  for (let nth = 0; nth < options.runs; nth++) {
    say(await perform(randomFaults, world, options.seed + nth, CACHE));
    await world.restore();
  }
}

function worldFor({ nodes, redis }: Options, scenario?: Scenario): Promise<World> {
  return startWorld({ nodes, redis, logs: `${CACHE}/logs`, ...scenario?.world });
}
