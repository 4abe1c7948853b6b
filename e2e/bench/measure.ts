import { inWords, mediansOf, type Figures } from '../../api/bench/row.ts';
import type { Outcome } from './report.ts';
import type { Row } from './row.ts';
import type { Scene } from './scene.ts';

/** Of void rounds a row may have so many, no more. */
const VOID_MAX = 5;

type Setting = Readonly<{ scene: Scene; wanted: number; say: (line: string) => void }>;

/** So many rounds of a row that count, then the medians. One row that breaks does not cost the others their results. */
export async function measure(row: Row, { scene, wanted, say }: Setting): Promise<Outcome> {
  const rounds: Figures[] = [];
  const voids: string[] = [];
  let notRun: string | null = null;
  while (notRun === null && rounds.length < wanted) {
    try {
      const figures = await row.round(scene);
      rounds.push(figures);
      say(`  round ${rounds.length}: ${inWords(figures)}`);
    } catch (error) {
      const why = String(error).split('\n', 1)[0] ?? '';
      const counts = !(error instanceof Error && error.message.startsWith('void'));
      voids.push(why);
      say(`  ${why}`);
      if (counts) notRun = `It broke: ${why}`;
      else if (voids.length > VOID_MAX) notRun = `Too many rounds were void: ${why}`;
    }
  }
  const medians = mediansOf(rounds);
  const verdicts = notRun === null ? row.judge(medians) : [];
  return { name: row.name, about: row.about, notRun, rounds, void: voids, medians, verdicts };
}
