import { loadNow } from './machine.ts';
import { inWords, mediansOf, NotRun, type Figures, type Panel, type Row, type Verdict } from './row.ts';
import { setStage } from './stage.ts';

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
  panels: readonly Panel[];
  seconds: number;
  load: number;
}>;

/** Of void rounds a row may have as many again, no more: a harness that fails often measures nothing. */
const VOID_MAX = 5;

/** Runs one row on a stage of its own: so many rounds that count, then the medians. */
export async function measure(row: Row, wanted: number, say: (line: string) => void): Promise<Outcome> {
  const began = performance.now();
  const load = loadNow();
  const rounds: Figures[] = [];
  const voids: string[] = [];
  let notRun: string | null = null;
  const stage = await setStage(() => {});
  try {
    const running = await row.prepare(stage, say);
    while (rounds.length < wanted && voids.length <= VOID_MAX) {
      const figures = await running.round().catch((error: unknown) => {
        if (!(error instanceof Error) || !error.message.startsWith('void')) throw error;
        voids.push(inOneLine(error));
        return null;
      });
      if (figures) rounds.push(figures);
      say(figures ? `  round ${rounds.length}: ${inWords(figures)}` : `  ${voids.at(-1)}`);
    }
    await running.close();
    if (rounds.length < wanted) notRun = `Too many rounds were void: ${voids.at(-1)}`;
  } catch (error) {
    // One row that breaks must not cost the others their results.
    notRun = error instanceof NotRun ? error.message : `It broke: ${inOneLine(error)}`;
  } finally {
    await stage.close();
  }
  const medians = mediansOf(rounds);
  const seconds = Math.round((performance.now() - began) / 1_000);
  const judged = notRun === null ? { verdicts: row.judge(medians), panels: row.panels(medians) } : NOTHING;
  return { name: row.name, about: row.about, notRun, rounds, void: voids, medians, ...judged, seconds, load };
}

const NOTHING = { verdicts: [], panels: [] };

function inOneLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? '';
}
