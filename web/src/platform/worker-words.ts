import type { WorkerWord } from '../lib/worker-word.ts';

/** Hears what our service worker tells, until it is taken back. */
export function onWorkerWord(hear: (word: WorkerWord) => void): () => void {
  if (!('serviceWorker' in navigator)) return () => {};
  const listener = ({ data }: MessageEvent) => {
    // Other libraries talk on this channel, too.
    if (isWord(data)) hear(data);
  };
  navigator.serviceWorker.addEventListener('message', listener);
  navigator.serviceWorker.startMessages();
  return () => navigator.serviceWorker.removeEventListener('message', listener);
}

function isWord(data: unknown): data is WorkerWord {
  return typeof data === 'object' && data !== null && 'word' in data && (data.word === 'open' || data.word === 'rang');
}
