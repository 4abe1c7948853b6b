import type { Figures, Verdict } from '../../api/bench/row.ts';
import type { Scene } from './scene.ts';

/** One thing that is measured in the browser. */
export type Row = Readonly<{
  name: string;
  /** What is measured and how, for the reader of the table. */
  about: string;
  /** Throws an error that begins with "void" when the round cannot count. */
  round(scene: Scene): Promise<Figures>;
  /** @param medians of all rounds */
  judge(medians: Figures): readonly Verdict[];
}>;
