import { readonly, shallowRef } from 'vue';
import { theStore } from './store/account.ts';

/** What this device keeps of the reader's messages. */
export interface StoredUsage {
  readonly messages: number;
  readonly chats: number;
  /** When the oldest message of them was written; null when there is none. */
  readonly oldestAt: number | null;
}

export async function readUsage(): Promise<StoredUsage> {
  const db = theStore();
  const [messages, chats, oldest] = await Promise.all([
    db.messages.count(),
    db.spans.count(),
    db.messages.orderBy('at').first(),
  ]);
  return { messages, chats, oldestAt: oldest?.at ?? null };
}

const clearings = shallowRef(0);
/** How often messages were cleared away in this window: what was read before is not here any more. */
export const timesCleared = readonly(clearings);

/** Messages leave this device and stay on the server; what is not sent yet, drafts and the list of chats are not touched. */
export async function clearMessages(): Promise<void> {
  const db = theStore();
  await db.transaction('rw', db.messages, db.spans, async () => {
    await db.messages.clear();
    await db.spans.clear();
  });
  clearings.value += 1;
}
