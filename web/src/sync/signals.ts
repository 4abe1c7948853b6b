import { applySignal, moveOthers, stopTyping, TYPING_LASTS_MS } from './apply-signal.ts';
import type { LiveSignal } from './apply-signal.ts';
import { query } from './client.ts';
import { Standing } from './documents/signals.ts';
import { loadMembers } from './members.ts';
import { refreshPresences } from './presences.ts';
import { readerId, replica } from './replica.ts';

/** Clocks and timers are not the same to the millisecond. */
const CLOCK_GRAIN_MS = 50;

/** Takes in what others are doing. */
export function hearSignal(signal: LiveSignal): void {
  applySignal(replica, signal);
  if (signal.__typename === 'Typing' && signal.typing) forgetLater(signal.chatId, signal.user.id);
  // The first word of every line: what was told while there was none has to be read.
  if (signal.__typename === 'PresenceChange' && signal.user.id === readerId()) refreshStanding();
}

function forgetLater(chatId: string, userId: string): void {
  setTimeout(() => stopTyping(replica, chatId, userId, Date.now()), TYPING_LASTS_MS + CLOCK_GRAIN_MS);
}

/** Signals may have been lost: reads how things stand, when the line begins and when the reader comes back to the page. */
export function refreshStanding(): void {
  if (readerId() !== null) void readStanding();
}

/** Positions and presence as they are now. What cannot be read stays as it was: the next signals put it right. */
async function readStanding(): Promise<void> {
  const reader = readerId();
  refreshPresences();
  for (const chatId of replica.members.keys()) void loadMembers(chatId);
  const answer = await query(Standing, {});
  if (!answer.ok || reader !== readerId()) return;
  for (const { node, othersReadSeq, othersDeliveredSeq } of answer.data.viewer?.chats.edges ?? []) {
    const chat = replica.chats.get(node.id);
    if (chat === undefined || othersReadSeq === null || othersDeliveredSeq === null) continue;
    moveOthers(replica, chat, { readSeq: othersReadSeq, deliveredSeq: othersDeliveredSeq });
  }
}
