import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawChart } from './chart.ts';
import { writePage, type Report } from './page.ts';

const ROOT = new URL('../../../', import.meta.url);

/** What a machine reads, of every run: .cache/bench/<name>.json. */
export function keepResult(name: string, report: object): void {
  mkdirSync(new URL('.cache/bench/', ROOT), { recursive: true });
  writeFileSync(new URL(`.cache/bench/${name}.json`, ROOT), inJson(report));
}

/** What people read, of whole runs only. @returns where */
export function writeDocs(report: Report): string {
  const panels = report.outcomes.flatMap((outcome) => outcome.panels);
  const note = `Medians of ${report.rounds} rounds in one run, ${report.machine.cores} cores, ${report.at.slice(0, 10)}. Shorter is better but for figures per second.`;
  writeFileSync(new URL('docs/performance.json', ROOT), inJson(report));
  writeFileSync(new URL('docs/pictures/performance.svg', ROOT), drawChart(panels, 'Ruggine and its peers', note));
  const page = new URL('docs/performance.md', ROOT);
  writeFileSync(page, writePage(report));
  return fileURLToPath(page);
}

export function inJson(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
