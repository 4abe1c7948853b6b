import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { MATRIX, SHORT } from './matrix.ts';
import { perform } from './perform.ts';
import { lineOf, reasonsOf } from './report.ts';
import type { Scenario } from './scenario.ts';
import { startWorld, type World } from './world/world.ts';

const CACHE = fileURLToPath(new URL('../../.cache/faults', import.meta.url));
const ROW_MS = 90_000;

/** Chosen anew each time, and told: with it a failure can be repeated by `pnpm faults --only … --seed …`. */
const SEED = Date.now() % 1_000_000;

const rows = MATRIX.filter(({ name }) => SHORT.includes(name));
const isPrivate = ({ world }: Scenario) => world?.private === true;

describe(`real processes that are killed and lines that break, seed ${SEED}`, () => {
  describe('on two nodes', () => {
    let world: World;
    beforeAll(async () => {
      world = await startWorld({ nodes: 2, redis: true, logs: `${CACHE}/logs` });
    }, ROW_MS);
    afterAll(() => world[Symbol.asyncDispose](), ROW_MS);

    for (const row of rows.filter((row) => !isPrivate(row))) {
      it(`${row.name}: holds under ${row.title}`, { timeout: ROW_MS }, async ({ skip }) => {
        await judge(row, world, skip);
        await world.restore();
      });
    }
  });

  for (const row of rows.filter(isPrivate)) {
    it(`${row.name}: holds under ${row.title}`, { timeout: ROW_MS }, async ({ skip }) => {
      await using world = await startWorld({ nodes: 2, redis: true, logs: `${CACHE}/logs`, ...row.world });
      await judge(row, world, skip);
    });
  }
});

/** What cannot be run here is skipped, never passed; a void run proves nothing and fails. */
async function judge(row: Scenario, world: World, skip: (why: string) => void): Promise<void> {
  const result = await perform(row, world, SEED, CACHE);
  console.log(lineOf(result));
  if (result.verdict === 'not run') return skip(result.reasons.join('; '));
  if (result.verdict !== 'held') throw new Error([lineOf(result), ...reasonsOf(result)].join('\n'));
}
