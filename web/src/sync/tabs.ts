import type { LiveSignal } from './apply-signal.ts';
import type { Link } from './link.ts';

/** What the window that holds the line tells the others of the same account, and they it. */
export type Word =
  | { readonly word: 'link'; readonly link: Link }
  | { readonly word: 'signal'; readonly signal: LiveSignal }
  | { readonly word: 'how-is-the-line' }
  | { readonly word: 'hurry' };

export interface Tabs {
  say(word: Word): void;
  close(): void;
}

export function joinTabs(userId: string, hear: (word: Word) => void): Tabs {
  const channel = new BroadcastChannel(`ruggine:tabs:${userId}`);
  channel.addEventListener('message', ({ data }: MessageEvent<Word>) => hear(data));
  return { say: (word) => channel.postMessage(word), close: () => channel.close() };
}
