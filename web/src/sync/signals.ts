import { applySignal, stopTyping, TYPING_LASTS_MS } from './apply-signal.ts';
import type { LiveSignal } from './apply-signal.ts';
import { query } from './client.ts';
import { Standing } from './documents/signals.ts';
import { loadMembers } from './members.ts';
import { moveOther, moveOthers } from './positions.ts';
import { refreshPresences } from './presences.ts';
import { replica } from './replica.ts';
import { store } from './store/account.ts';
import { change } from './store/copy.ts';
import type { Database } from './store/db.ts';

/** Clocks and timers are not the same to the millisecond. */
const CLOCK_GRAIN_MS = 50;

/** Takes in who types and who is there: in every window, for it is kept nowhere. */
export function hearSignal(signal: LiveSignal): void {
  applySignal(replica, signal);
  if (signal.__typename === 'Typing' && signal.typing) forgetLater(signal.chatId, signal.user.id);
}

function forgetLater(chatId: string, userId: string): void {
  setTimeout(() => stopTyping(replica, chatId, userId, Date.now()), TYPING_LASTS_MS + CLOCK_GRAIN_MS);
}

/** Keeps how far somebody is: once, by the window that holds the line. */
export async function keepPosition(db: Database, signal: LiveSignal): Promise<void> {
  if (signal.__typename !== 'DeliveredPosition' && signal.__typename !== 'ReadPosition') return;
  const { chatId, user, seq } = signal;
  const readSeq = signal.__typename === 'ReadPosition' ? seq : 0;
  await change(db, [chatId], (copy) => moveOther(copy, { chatId, userId: user.id }, { deliveredSeq: seq, readSeq }));
}

/** Signals may have been lost: reads how things stand, when the line begins and when the reader comes back to the page. */
export function refreshStanding(): void {
  if (store.value !== null) void readStanding(store.value);
}

/** Positions and presence as they are now. What cannot be read stays as it was: the next signals put it right. */
async function readStanding(db: Database): Promise<void> {
  refreshPresences();
  for (const chatId of replica.members.keys()) void loadMembers(chatId);
  const answer = await query(Standing, {});
  if (!answer.ok || store.value !== db) return;
  const edges = answer.data.viewer?.chats.edges ?? [];
  await change(
    db,
    edges.map(({ node }) => node.id),
    (copy) => {
      for (const { node, othersReadSeq, othersDeliveredSeq } of edges) {
        const chat = copy.chats.get(node.id);
        if (chat === undefined || othersReadSeq === null || othersDeliveredSeq === null) continue;
        moveOthers(copy, chat, { readSeq: othersReadSeq, deliveredSeq: othersDeliveredSeq });
      }
    },
  );
}
