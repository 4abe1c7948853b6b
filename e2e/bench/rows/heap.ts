import { below } from '../../../api/bench/row.ts';
import type { Row } from '../row.ts';
import { LONG_TITLE } from '../town.ts';
import { BUBBLES, openChat, settle, type App } from '../app.ts';

const WARM_UP = 40;
const TIMES = 50;
/** Of noise between two collections. */
const NOISE_MB = 0.5;

export const heap: Row = {
  name: 'heap',
  about: `JS heap after a collection. A script of use: chats opened ${WARM_UP + TIMES} times, every tenth time something is written; it takes minutes, not the hour of the goal. Growth: over the last ${TIMES} openings of the long chat and another in turns, by two heap snapshots: of all but the machine code and tables that the engine goes on making of the same functions, which are told beside it; up to ${NOISE_MB} MB is noise.`,
  async round(scene) {
    const app = await scene.open();
    try {
      await settle(app);
      await useIt(app, WARM_UP);
      const before = await weigh(app);
      await useIt(app, TIMES);
      const after = await weigh(app);
      return {
        heap: after.megabytes,
        growth: after.objects - before.objects,
        'growth of code': after.code - before.code,
        'more nodes': after.nodes - before.nodes,
        'more listeners': after.listeners - before.listeners,
      };
    } finally {
      await app.close();
    }
  },
  judge: (medians) => [
    below(medians, { what: 'JS heap after a script of use', unit: 'MB', ours: 'heap' }, 60),
    below(medians, { what: 'JS heap growth over 50 openings', unit: 'MB', ours: 'growth' }, NOISE_MB),
  ],
};

async function useIt(app: App, times: number): Promise<void> {
  const { page } = app;
  for (let nth = 1; nth <= times; nth += 1) {
    await openChat(app, nth % 2 === 0 ? 'Group' : LONG_TITLE);
    await page.getByRole('log').getByRole('article').first().waitFor();
    if (nth % 10 !== 0) continue;
    await page.getByRole('textbox', { name: /^Message / }).fill(`Said in passing ${nth}`);
    await page.keyboard.press('Enter');
  }
}

/** Both times with the same chat on the screen. */
async function weigh(app: App) {
  const { page, session } = app;
  await openChat(app, LONG_TITLE);
  await app.painted({ selector: BUBBLES });
  await page.waitForTimeout(1_000);
  // Twice: what the first frees lets go of more.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  const { objects, code } = weighSnapshot(await takeSnapshot(app));
  return { megabytes: usedSize / 1_000_000, objects, code, nodes, listeners: jsEventListeners };
}

/** As much of a heap snapshot as is read here: all nodes one after the other, each with the same fields. */
type Snapshot = { snapshot: { meta: { node_fields: string[]; node_types: [string[]] } }; nodes: number[] };

async function takeSnapshot({ session }: App): Promise<Snapshot> {
  const chunks: string[] = [];
  const take = ({ chunk }: { chunk: string }) => void chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', take);
  await session.send('HeapProfiler.takeHeapSnapshot', {});
  session.off('HeapProfiler.addHeapSnapshotChunk', take);
  return JSON.parse(chunks.join(''));
}

/** In megabytes: what the page keeps, and what the engine has made of its functions. */
function weighSnapshot({ snapshot, nodes }: Snapshot): { objects: number; code: number } {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  const bytes = { objects: 0, code: 0 };
  for (let at = 0; at < nodes.length; at += fields.length) {
    const isCode = types[0][nodes[at + type] ?? 0] === 'code';
    bytes[isCode ? 'code' : 'objects'] += nodes[at + size] ?? 0;
  }
  return { objects: bytes.objects / 1_000_000, code: bytes.code / 1_000_000 };
}
