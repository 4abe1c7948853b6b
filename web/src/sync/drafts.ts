import { shallowReactive } from 'vue';

/** What is typed and not sent, by chat. */
export const drafts: Map<string, string> = shallowReactive(new Map());

export function keepDraft(chatId: string, text: string): void {
  if (text === '') drafts.delete(chatId);
  else drafts.set(chatId, text);
}
