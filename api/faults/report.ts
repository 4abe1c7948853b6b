import { mkdirSync, writeFileSync } from 'node:fs';
import type { Result } from './result.ts';

const REASONS_SHOWN = 6;

/** One line on a run. */
export function lineOf(result: Result): string {
  const { name, seed, verdict, acked, unknown, shown, repeats, reconnects, levelMs, limitMs, seconds, effort } = result;
  const level = levelMs === null ? 'never level' : `level after ${levelMs} of ${limitMs} ms`;
  const notes = Object.entries(result.notes).map(([key, value]) => `, ${key} ${value}`);
  const head = `${verdict.toUpperCase().padEnd(8)} ${name.padEnd(24)} seed ${seed}`;
  if (verdict === 'not run') return `${head}: ${result.reasons.join('; ')}`;
  const counts = `${acked} acked, ${unknown} unknown, ${shown} shown, ${repeats} repeats, ${reconnects} reconnects`;
  return `${head}: ${counts}, ${level}, ${seconds} s, driver ${Math.round(effort.cpu * 100)} %, still ${effort.stillMs} ms${notes.join('')}`;
}

/** Why it did not hold, indented below its line. */
export function reasonsOf({ verdict, reasons, history }: Result): string[] {
  if (verdict === 'held' || verdict === 'not run') return [];
  const more = reasons.length > REASONS_SHOWN ? [`… and ${reasons.length - REASONS_SHOWN} more`] : [];
  const kept = history === null ? [] : [`history: ${history}`];
  return [...reasons.slice(0, REASONS_SHOWN), ...more, ...kept].map((reason) => `         ${reason}`);
}

export function summarise(results: readonly Result[], file: string): string {
  mkdirSync(file.slice(0, file.lastIndexOf('/')), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ results }, null, 2)}\n`);
  const count = (verdict: Result['verdict']) => results.filter((result) => result.verdict === verdict).length;
  return `${count('held')} held, ${count('violated')} violated, ${count('void')} void, ${count('not run')} not run`;
}

/** 1 for a violation, 2 when only the runs themselves were worthless. */
export function exitCodeOf(results: readonly Result[]): number {
  if (results.some(({ verdict }) => verdict === 'violated')) return 1;
  return results.some(({ verdict }) => verdict === 'void') ? 2 : 0;
}
