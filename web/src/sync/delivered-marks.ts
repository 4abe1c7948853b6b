import { mutate } from './client.ts';
import { MarkDelivered } from './documents/signals.ts';
import { replica } from './replica.ts';

const TELL_AFTER_MS = 1_000;
/** What the server takes at once. */
const AT_ONCE = 100;

/** What is here and the server has not heard of yet. */
const untold = new Map<string, number>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** This device has what was said last in a chat. Told to the server together with other chats, a little later. */
export function markDelivered(chatId: string): void {
  const chat = replica.chats.get(chatId);
  const newest = chat?.lastMessage;
  if (!chat || !newest || newest.seq <= chat.deliveredSeq || newest.sender?.id === replica.me.value?.user.id) return;
  untold.set(chatId, newest.seq);
  replica.chats.set(chatId, { ...chat, deliveredSeq: newest.seq });
  timer ??= setTimeout(flushDeliveredMarks, TELL_AFTER_MS);
}

export function markAllDelivered(): void {
  for (const chatId of replica.chats.keys()) markDelivered(chatId);
}

export function flushDeliveredMarks(): void {
  clearTimeout(timer);
  timer = undefined;
  // What was read meanwhile is told by that.
  for (const [chatId, seq] of untold) if ((replica.chats.get(chatId)?.readSeq ?? seq) >= seq) untold.delete(chatId);
  const positions = [...untold].map(([chatId, seq]) => ({ chatId, seq }));
  for (let from = 0; from < positions.length; from += AT_ONCE) void tell(positions.slice(from, from + AT_ONCE));
}

async function tell(positions: { chatId: string; seq: number }[]): Promise<void> {
  const answer = await mutate(MarkDelivered, { input: { positions } });
  // Without an answer they stay and are told when the line is back. A mark only ever moves forward.
  if (!answer.ok) return;
  for (const { chatId, seq } of positions) if (untold.get(chatId) === seq) untold.delete(chatId);
}

export function forgetDeliveredMarks(): void {
  clearTimeout(timer);
  timer = undefined;
  untold.clear();
}
