import { moveRead } from './apply.ts';
import { enact } from './outbox.ts';
import { store } from './store/account.ts';
import { change } from './store/copy.ts';
import { recount } from './recounting.ts';

const TELL_AFTER_MS = 400;

const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** The reader has seen a chat up to a place. Shown at once, told to the server when the reader pauses. */
export async function markRead(chatId: string, seq: number): Promise<void> {
  const db = store.value;
  if (db === null) return;
  const moved = await change(db, [chatId], (copy) => {
    const before = copy.chats.get(chatId)?.readSeq ?? Infinity;
    moveRead(copy, chatId, seq);
    return seq > before;
  });
  if (!moved) return;
  await recount(db, chatId);
  clearTimeout(timers.get(chatId));
  timers.set(
    chatId,
    setTimeout(() => store.value === db && void enact({ kind: 'read', chatId, seq }), TELL_AFTER_MS),
  );
}
