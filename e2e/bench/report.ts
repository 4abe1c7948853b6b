import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Machine } from '../../api/bench/machine.ts';
import { inDigits } from '../../api/bench/report/chart.ts';
import { inJson } from '../../api/bench/report/write.ts';
import type { Figures, Verdict } from '../../api/bench/row.ts';

/** What came of a row. */
export type Outcome = Readonly<{
  name: string;
  about: string;
  /** Why it was not measured; null when it was. */
  notRun: string | null;
  rounds: readonly Figures[];
  /** Why rounds did not count. */
  void: readonly string[];
  medians: Figures;
  verdicts: readonly Verdict[];
}>;

type Report = Readonly<{ at: string; rounds: number; machine: Machine; outcomes: readonly Outcome[] }>;

const ROOT = new URL('../../', import.meta.url);

/** What people read, of whole runs only. @returns where */
export function writeDocs(report: Report): string {
  const page = new URL('docs/performance-web.md', ROOT);
  writeFileSync(new URL('docs/performance-web.json', ROOT), inJson(report));
  writeFileSync(page, writePage(report));
  return fileURLToPath(page);
}

export function lineOf({ pass, what, ours, unit, target }: Verdict): string {
  return `${pass ? 'pass' : 'MISS'}  ${what}: ${inDigits(ours)} ${unit} (${target})`;
}

function writePage({ at, rounds, machine, outcomes }: Report): string {
  const verdicts = outcomes.flatMap((outcome) => outcome.verdicts);
  const met = verdicts.filter(({ pass }) => pass).length;
  return `# Speed of the app

Written by \`pnpm bench:web\`; do not edit. One run, ${at.slice(0, 10)}: Chromium over the built app as the product serves it, the processor slowed down 4 times
(by the DevTools protocol), every figure the median of ${rounds} rounds, each in a browser process of its own. ${met} of ${verdicts.length} targets were met.

| what | figure | target | |
| --- | --- | --- | --- |
${verdicts.map(({ what, ours, unit, target, pass }) => `| ${what} | ${inDigits(ours)} ${unit} | ${target} | ${pass ? 'pass' : '**MISS**'} |`).join('\n')}
${outcomes
  .filter(({ notRun }) => notRun !== null)
  .map(({ name, notRun }) => `\nNot measured: ${name}. ${notRun}\n`)
  .join('')}
## On what

${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}, without a graphics processor, and everything on it: browser, server and database.
Load average before the run ${machine.loadBefore}, after it ${machine.loadAfter}. [performance-web.json](performance-web.json) has every round.

## How

The reader has 1,000 chats, one of them of 100,000 messages, on the server and in the device's own database.
\`pnpm bench:web scroll\` measures some rows only, \`--quick\` one round of each; neither writes this page.

${outcomes.map(sectionOf).join('\n')}`;
}

function sectionOf({ name, about, medians, void: voids }: Outcome): string {
  const figures = Object.entries(medians).map(([figure, value]) => `${figure} ${inDigits(value)}`);
  const thrown = voids.length > 0 ? ` ${voids.length} void rounds were thrown away.` : '';
  return `### ${name}\n\n${about}\n\nMedians: ${figures.join('; ')}.${thrown}\n`;
}
