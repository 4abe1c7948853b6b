import { mutate } from './client.ts';
import { SetTyping } from './documents/signals.ts';
import { link } from './link.ts';

/** Often enough not to be forgotten: that takes 6 s. */
const SAY_EVERY_MS = 3_000;
/** What is said sooner after the last time is not told on. */
const HEARD_EVERY_MS = 2_000;

let last: { readonly chatId: string; readonly at: number; readonly stopped: boolean } | null = null;

/** The person types in a chat; tells the others now and then. */
export function sayTyping(chatId: string): void {
  const now = Date.now();
  const pause = last?.stopped === true ? HEARD_EVERY_MS : SAY_EVERY_MS;
  if (link.value !== 'live' || (last?.chatId === chatId && now - last.at < pause)) return;
  last = { chatId, at: now, stopped: false };
  void mutate(SetTyping, { input: { chatId, typing: true } });
}

/** They have stopped without sending. */
export function sayStopped(chatId: string): void {
  if (last?.chatId !== chatId || last.stopped) return;
  last = { ...last, stopped: true };
  if (link.value === 'live') void mutate(SetTyping, { input: { chatId, typing: false } });
}

/** What they typed was sent: its arrival says that they have stopped. */
export function typingSent(): void {
  if (last !== null) last = { ...last, stopped: true };
}
