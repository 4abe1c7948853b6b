import { parseArgs } from 'node:util';

export type Options = Readonly<{
  /** Beginnings of names; all rows when empty. */
  only: readonly string[];
  seed: number;
  /** How many random runs, in place of the matrix. */
  runs: number;
  short: boolean;
  nodes: number;
  redis: boolean;
}>;

export const USAGE = `pnpm faults [--only N1,C1] [--short] [--seed n] [--runs n] [--nodes n] [--no-redis]

  --only      the rows whose names begin so; all of them without it
  --short     the rows that belong to the tests
  --seed      what chance begins with; printed with every run
  --runs      this many short random runs in one world, in place of the matrix
  --nodes     how many API nodes a world has, 3 without it
  --no-redis  nodes that know nothing of each other but the database`;

export function readOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    allowNegative: true,
    options: {
      only: { type: 'string', default: '' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      runs: { type: 'string', default: '0' },
      short: { type: 'boolean', default: false },
      nodes: { type: 'string', default: '3' },
      redis: { type: 'boolean', default: true },
    },
  });
  return {
    only: values.only.split(',').filter((name) => name !== ''),
    seed: whole(values.seed),
    runs: whole(values.runs),
    short: values.short,
    nodes: Math.max(1, whole(values.nodes)),
    redis: values.redis,
  };
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`"${text}" is no whole number.\n\n${USAGE}`);
  return Number(text);
}
