import type { Stage } from './stage.ts';
import { median } from './statistics.ts';

/** What one round measured, by name. */
export type Figures = Readonly<Record<string, number>>;

/** One line of the table: a figure of ours against a peer's, or against a number. */
export type Verdict = Readonly<{
  what: string;
  unit: string;
  ours: number;
  /** What it is measured against; null when the target is a number. */
  peer: Readonly<{ name: string; figure: number }> | null;
  /** Of ours to the peer's, or to the target's number. */
  ratio: number;
  /** In words, e.g. "≤ 1.0 ×". */
  target: string;
  pass: boolean;
}>;

/** One group of bars of the chart. */
export type Panel = Readonly<{
  title: string;
  unit: string;
  bars: readonly Readonly<{ label: string; value: number; ours: boolean }>[];
}>;

export type Running = Readonly<{
  /** One turn of everybody, us and the peers after each other. Throws an error that begins with "void" when it cannot count. */
  round(): Promise<Figures>;
  close(): Promise<void>;
}>;

/** One thing that is measured. */
export type Row = Readonly<{
  name: string;
  /** What is measured and how, for the reader of the table. */
  about: string;
  /** Sets up what all rounds share; null when it cannot run here, with the reason told. */
  prepare(stage: Stage, say: (line: string) => void): Promise<Running>;
  /** @param medians of all rounds */
  judge(medians: Figures): readonly Verdict[];
  panels(medians: Figures): readonly Panel[];
}>;

/** The row cannot be measured on this machine or with this version. */
export class NotRun extends Error {}

export function figure(figures: Figures, name: string): number {
  return figures[name] ?? Number.NaN;
}

/** Of each figure, over all rounds. */
export function mediansOf(rounds: readonly Figures[]): Figures {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => figure(round, name)))]));
}

export function inWords(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(3))}`)
    .join(', ');
}

/** What a figure is called in the table, and its name among the figures. */
type Alone = Readonly<{ what: string; unit: string; ours: string }>;
type Against = Alone & Readonly<{ peer: string; peerName: string }>;

export function atMost(figures: Figures, { what, unit, ours, peer, peerName }: Against, share: number): Verdict {
  const ratio = figure(figures, ours) / figure(figures, peer);
  const target = `≤ ${share} ×`;
  return { ...against(figures, { what, unit, ours, peer, peerName }), ratio, target, pass: ratio <= share };
}

export function atLeast(figures: Figures, { what, unit, ours, peer, peerName }: Against, share: number): Verdict {
  const ratio = figure(figures, ours) / figure(figures, peer);
  const target = `≥ ${share} ×`;
  return { ...against(figures, { what, unit, ours, peer, peerName }), ratio, target, pass: ratio >= share };
}

/** For targets that are a number. */
export function below(figures: Figures, { what, unit, ours: name }: Alone, limit: number): Verdict {
  const ours = figure(figures, name);
  return { what, unit, ours, peer: null, ratio: ours / limit, target: `≤ ${limit} ${unit}`, pass: ours <= limit };
}

function against(figures: Figures, { what, unit, ours, peer, peerName }: Against) {
  return { what, unit, ours: figure(figures, ours), peer: { name: peerName, figure: figure(figures, peer) } };
}
