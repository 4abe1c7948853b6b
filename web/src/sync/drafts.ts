import { shallowReactive } from 'vue';
import { store } from './store/account.ts';
import type { DraftRecord } from './store/db.ts';

/** What is typed and not sent, by chat. */
export const drafts: Map<string, string> = shallowReactive(new Map());

/** Keeps a draft at every keystroke; an empty one is none. */
export function keepDraft(chatId: string, text: string): void {
  if (text === '') drafts.delete(chatId);
  else drafts.set(chatId, text);
  const kept = store.value?.drafts;
  void (text === '' ? kept?.delete(chatId) : kept?.put({ chatId, text, at: Date.now() }));
}

/** As they are on this device, whichever window changes them. */
export function takeDrafts(rows: readonly DraftRecord[]): void {
  const texts = new Map(rows.map(({ chatId, text }) => [chatId, text]));
  for (const chatId of drafts.keys()) if (!texts.has(chatId)) drafts.delete(chatId);
  for (const [chatId, text] of texts) drafts.set(chatId, text);
}
