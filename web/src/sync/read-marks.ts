import { idOf, type Act } from './acts.ts';
import { moveRead } from './apply.ts';
import { keepAct } from './draining.ts';
import { sendOut } from './outbox.ts';
import { store } from './store/account.ts';
import { change } from './store/copy.ts';
import { recount } from './recounting.ts';
import type { Database } from './store/db.ts';
import { trouble, troubleOf } from './trouble.ts';

const TELL_AFTER_MS = 400;

const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** The reader has seen a chat up to a place. Shown at once, told to the server when the reader pauses. */
export async function markRead(chatId: string, seq: number): Promise<void> {
  const db = store.value;
  if (db === null) return;
  const act = { kind: 'read', chatId, seq } as const;
  try {
    if (!(await keepMark(db, act))) return;
  } catch (error) {
    if (troubleOf(error) !== 'full') throw error;
    // What is before the reader's eyes is marked again with the next message.
    trouble.value = 'full';
    return;
  }
  clearTimeout(timers.get(chatId));
  timers.set(
    chatId,
    setTimeout(() => store.value === db && sendOut(db, act), TELL_AFTER_MS),
  );
  await recount(db, chatId);
}

/** In one step: what is shown as read will be told, also when the page goes right after. @returns whether that is news */
function keepMark(db: Database, act: Extract<Act, { kind: 'read' }>): Promise<boolean> {
  return db.transaction('rw', db.tables, async () => {
    const isNews = await change(db, [act.chatId], (copy) => {
      const before = copy.chats.get(act.chatId)?.readSeq ?? Infinity;
      moveRead(copy, act.chatId, act.seq);
      return act.seq > before;
    });
    if (isNews) await keepAct(db, idOf(act), act);
    return isNews;
  });
}
