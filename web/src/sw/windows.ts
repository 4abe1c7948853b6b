import type { WorkerWord } from '../lib/worker-word.ts';
import { NOT_THE_APP } from './paths.ts';
import { worker } from './worker.ts';

export async function tellWindows(word: WorkerWord): Promise<void> {
  for (const window of await windows()) window.postMessage(word);
}

/** Brings the app to the front at an address: the window that is there, else a new one. */
export async function openAt(path: string): Promise<void> {
  const [newest] = await windows();
  if (newest === undefined) {
    await worker.clients.openWindow(path);
    return;
  }
  const word: WorkerWord = { word: 'open', path };
  newest.postMessage(word);
  // Browsers allow it right after a click only; the window has its word already.
  await newest.focus().catch(() => {});
}

/** Those that show the app, the one that was last in front first. */
async function windows(): Promise<readonly WindowClient[]> {
  const all = await worker.clients.matchAll({ type: 'window' });
  return all.filter(({ url }) => !NOT_THE_APP.some((path) => path.test(new URL(url).pathname)));
}
