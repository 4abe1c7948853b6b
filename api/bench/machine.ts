import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the figures were taken on. */
export type Machine = Readonly<{
  processor: string;
  cores: number;
  memoryGb: number;
  node: string;
  /** Of the last minute, before and after: above the number of cores others were at work, too. */
  loadBefore: number;
  loadAfter: number;
}>;

export function lookAtMachine(loadBefore: number): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    loadBefore,
    loadAfter: loadNow(),
  };
}

export function loadNow(): number {
  return Number((loadavg()[0] ?? 0).toFixed(2));
}
