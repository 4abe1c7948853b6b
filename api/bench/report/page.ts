import type { Machine } from '../machine.ts';
import type { Outcome } from '../measure.ts';
import type { Verdict } from '../row.ts';
import { inDigits } from './chart.ts';

export type Report = Readonly<{ at: string; rounds: number; machine: Machine; outcomes: readonly Outcome[] }>;

/** docs/performance.md, all of it. */
export function writePage({ at, rounds, machine, outcomes }: Report): string {
  const verdicts = outcomes.flatMap((outcome) => outcome.verdicts);
  const missed = verdicts.filter(({ pass }) => !pass).length;
  return `# Speed and memory

Written by \`pnpm bench\`; do not edit. One run, ${at.slice(0, 10)}: in each round everybody takes a turn, and every figure is the median of ${rounds} rounds.
A round counts only if every receiver heard every message exactly once, and every answer was good. ${missed === 0 ? `All ${verdicts.length} targets were met.` : `${verdicts.length - missed} of ${verdicts.length} targets were met.`}

![Medians of ${rounds} rounds](pictures/performance.svg)

| what | Ruggine | measured against | ratio | target | |
| --- | --- | --- | --- | --- | --- |
${verdicts.map(lineOf).join('\n')}
${outcomes
  .filter(({ notRun }) => notRun !== null)
  .map(({ name, notRun }) => `\nNot measured: ${name}. ${notRun}\n`)
  .join('')}
## On what

${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}, and everything on it: servers, drivers and the embedded Postgres with fsync and
synchronous commits. Load average before the run ${machine.loadBefore}, after it ${machine.loadAfter}: compare the ratios, for figures of different runs and machines do not compare.
[performance.json](performance.json) has every round.

## How

Each server is a process of its own and is measured from inside (\`api/bench/probe.ts\`). Ours is \`api/src/main.ts\` as people start it, with its limits of tries raised.
The peers are in \`api/bench/peers/\`, each at its best; the driver is in \`api/bench/driver/\` and speaks frames by hand.
\`pnpm bench fan-out sends\` measures some rows only, \`--quick\` one round of each; neither writes this page.

${outcomes.map(sectionOf).join('\n')}`;
}

function lineOf({ what, ours, unit, peer, ratio, target, pass }: Verdict): string {
  const against = peer ? `${peer.name}: ${inDigits(peer.figure)} ${unit}` : '–';
  return `| ${what} | ${inDigits(ours)} ${unit} | ${against} | ${peer ? `${ratio.toFixed(2)} ×` : '–'} | ${target} | ${pass ? 'pass' : '**miss**'} |`;
}

function sectionOf({ name, about, medians, void: voids, seconds }: Outcome): string {
  const figures = Object.entries(medians).map(([figure, value]) => `${figure} ${inDigits(value)}`);
  const thrown = voids.length > 0 ? ` ${voids.length} void rounds were thrown away.` : '';
  return `### ${name}\n\n${about.replaceAll('\n', ' ')}\n\nMedians: ${figures.join('; ')}. Took ${seconds} s.${thrown}\n`;
}
