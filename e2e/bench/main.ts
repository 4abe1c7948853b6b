import { parseArgs } from 'node:util';
import { loadNow, lookAtMachine } from '../../api/bench/machine.ts';
import { keepResult } from '../../api/bench/report/write.ts';
import { lineOf, type Outcome, writeDocs } from './report.ts';
import type { Row } from './row.ts';
import { measure } from './measure.ts';
import { backOnline } from './rows/back-online.ts';
import { barePage } from './rows/bare-page.ts';
import { catchUp } from './rows/catch-up.ts';
import { coldStart } from './rows/cold-start.ts';
import { enter } from './rows/enter.ts';
import { heap } from './rows/heap.ts';
import { openLongChat } from './rows/open-chat.ts';
import { scroll } from './rows/scroll.ts';
import { sizes } from './rows/sizes.ts';
import { setScene } from './scene.ts';

const ROWS: readonly Row[] = [sizes, coldStart, openLongChat, enter, scroll, heap, backOnline, catchUp, barePage];
const ROUNDS = 5;

/**
 * `pnpm bench:web` measures everything and writes docs/performance-web.md; with names of rows only those, with `--quick`
 * one round of each, and neither writes there.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } });
  const rows = positionals.length === 0 ? ROWS : positionals.map(rowNamed);
  const rounds = values.quick ? 1 : ROUNDS;
  const load = loadNow();
  const outcomes: Outcome[] = [];
  const scene = await setScene((line) => console.log(line));
  try {
    for (const row of rows) {
      console.log(`${row.name} …`);
      const outcome = await measure(row, { scene, wanted: rounds, say: (line) => console.log(line) });
      for (const verdict of outcome.verdicts) console.log(`  ${lineOf(verdict)}`);
      if (outcome.notRun !== null) console.log(`  not measured: ${outcome.notRun}`);
      outcomes.push(outcome);
    }
  } finally {
    await scene.close();
  }
  const report = { at: new Date().toISOString(), rounds, machine: lookAtMachine(load), outcomes };
  keepResult('web', report);
  const whole = rounds === ROUNDS && rows === ROWS;
  console.log(
    whole ? `Written: ${writeDocs(report)}` : 'Only a part was measured: docs/performance-web.md stays as it is.',
  );
  if (outcomes.some(({ notRun }) => notRun !== null)) process.exitCode = 1;
}

function rowNamed(name: string): Row {
  const row = ROWS.find((known) => known.name === name);
  if (row) return row;
  console.error(`There is no row "${name}". There are: ${ROWS.map((known) => known.name).join(', ')}.`);
  process.exit(2);
}

await main();
// What a row that broke has left open must not keep us.
process.exit();
