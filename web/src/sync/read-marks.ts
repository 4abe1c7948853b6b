import { moveRead } from './apply.ts';
import { mutate } from './client.ts';
import { MarkRead } from './documents/message.ts';
import { replica } from './replica.ts';

const TELL_AFTER_MS = 400;

/** What the reader has seen and the server has not heard of yet. */
const untold = new Map<string, number>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** The reader has seen a chat to its end. Shown at once, told to the server when the reader pauses. */
export function markRead(chatId: string): void {
  const chat = replica.chats.get(chatId);
  if (chat === undefined || chat.readSeq >= chat.lastSeq) return;
  untold.set(chatId, chat.lastSeq);
  moveRead(replica, chatId, chat.lastSeq);
  clearTimeout(timer);
  timer = setTimeout(flushReadMarks, TELL_AFTER_MS);
}

export function flushReadMarks(): void {
  clearTimeout(timer);
  for (const [chatId, seq] of untold) void tell(chatId, seq);
}

async function tell(chatId: string, seq: number): Promise<void> {
  const answer = await mutate(MarkRead, { input: { chatId, seq } });
  // Without an answer it stays and is told when the line is back. The mark only ever moves forward.
  if (answer.ok && untold.get(chatId) === seq) untold.delete(chatId);
}

export function forgetReadMarks(): void {
  clearTimeout(timer);
  untold.clear();
}
