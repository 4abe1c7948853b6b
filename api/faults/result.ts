import type { Crowd } from './crowd.ts';
import { of, type History } from './history.ts';
import type { Effort } from './effort.ts';

/** void: the run itself was worth nothing, so it is neither green nor red. */
export type Verdict = 'held' | 'violated' | 'void' | 'not run';

export type Judgement = Readonly<{
  verdict: Verdict;
  /** Why it did not hold. */
  reasons: readonly string[];
}>;

export type Result = Judgement &
  Readonly<{
    name: string;
    seed: number;
    acked: number;
    unknown: number;
    refused: number;
    shown: number;
    repeats: number;
    reconnects: number;
    /** From the end of the fault until all devices were level; null when they never were. */
    levelMs: number | null;
    limitMs: number;
    seconds: number;
    effort: Effort;
    notes: Readonly<Record<string, number | string>>;
    /** The file that keeps what everybody did and saw, after a violation. */
    history: string | null;
  }>;

type Run = Readonly<{
  name: string;
  seed: number;
  limitMs: number;
  history: History;
  crowd: Crowd;
  effort: Effort;
  notes: Readonly<Record<string, number | string>>;
  folder: string;
}>;

/** The figures of a run; writes its history when something was violated. */
export async function resultOf({ history, crowd, folder, ...run }: Run, judgement: Judgement): Promise<Result> {
  const file = `${folder}/${run.name.replaceAll(' ', '-')}-${run.seed}.ndjson`;
  if (judgement.verdict === 'violated') await history.write(file);
  const { entries } = history;
  const level = of(entries, 'level').at(-1)?.at;
  const over = of(entries, 'faultOver').at(-1)?.at ?? level ?? 0;
  const counts = crowd.devices.map((device) => device.counts());
  const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
  return {
    ...judgement,
    ...run,
    acked: of(entries, 'ok').length,
    unknown: of(entries, 'info').length,
    refused: of(entries, 'fail').length,
    shown: total(counts.map(({ shown }) => shown)),
    repeats: total(counts.map(({ repeats }) => repeats)),
    reconnects: total(counts.map(({ lines }) => Math.max(0, lines - 1))),
    levelMs: level === undefined ? null : Math.max(0, Math.round(level - over)),
    seconds: run.effort.seconds,
    history: judgement.verdict === 'violated' ? file : null,
  };
}
