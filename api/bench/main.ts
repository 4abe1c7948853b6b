import { parseArgs } from 'node:util';
import { loadNow, lookAtMachine } from './machine.ts';
import { measure, type Outcome } from './measure.ts';
import { inDigits } from './report/chart.ts';
import { keepResult, writeDocs } from './report/write.ts';
import type { Row, Verdict } from './row.ts';
import { chatList } from './rows/chat-list.ts';
import { deliveries } from './rows/deliveries.ts';
import { DEVICES } from './rows/devices.ts';
import { fanOut } from './rows/fan-out.ts';
import { history } from './rows/history.ts';
import { idleMemory } from './rows/idle-memory.ts';
import { reconnect } from './rows/reconnect.ts';
import { sends } from './rows/sends.ts';
import { twoNodes } from './rows/two-nodes.ts';

const ROWS: readonly Row[] = [fanOut, deliveries, sends, history, chatList, idleMemory, twoNodes, reconnect];
const ROUNDS = 5;

/**
 * `pnpm bench` measures everything and writes docs/performance.md; `pnpm bench fan-out sends` only those, and writes
 * nothing there; `--quick` takes one round of each, to work on the bench itself.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } });
  const rows = positionals.length === 0 ? ROWS : positionals.map(rowNamed);
  const rounds = values.quick ? 1 : ROUNDS;
  const load = loadNow();
  const outcomes: Outcome[] = [];
  for (const row of rows) outcomes.push(await run(row, rounds));
  const report = { at: new Date().toISOString(), rounds, machine: lookAtMachine(load), outcomes };
  keepResult('result', report);
  const whole = rounds === ROUNDS && rows === ROWS && DEVICES === 10_000;
  console.log(
    whole ? `Written: ${writeDocs(report)}` : 'Only a part was measured: docs/performance.md stays as it is.',
  );
  if (outcomes.some(({ notRun }) => notRun !== null)) process.exitCode = 1;
}

async function run(row: Row, rounds: number): Promise<Outcome> {
  console.log(`${row.name} …`);
  const outcome = await measure(row, rounds, (line) => console.log(line));
  for (const verdict of outcome.verdicts) console.log(`  ${inWords(verdict)}`);
  if (outcome.notRun !== null) console.log(`  not measured: ${outcome.notRun}`);
  console.log(`  ${outcome.seconds} s, load ${outcome.load}`);
  return outcome;
}

function rowNamed(name: string): Row {
  const row = ROWS.find((known) => known.name === name);
  if (row) return row;
  console.error(`There is no row "${name}". There are: ${ROWS.map((known) => known.name).join(', ')}.`);
  process.exit(2);
}

function inWords({ pass, what, ours, unit, peer, ratio, target }: Verdict): string {
  const against = peer ? `, ${peer.name} ${inDigits(peer.figure)} ${unit}: ${ratio.toFixed(2)} ×` : '';
  return `${pass ? 'pass' : 'MISS'}  ${what}: ${inDigits(ours)} ${unit}${against} (${target})`;
}

main().then(
  // What a row that broke has left open must not keep us.
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
