import { mutate } from './client.ts';
import { MarkDelivered } from './documents/signals.ts';
import type { Chat } from './records.ts';
import { store } from './store/account.ts';
import { change } from './store/copy.ts';
import type { Database } from './store/db.ts';

const TELL_AFTER_MS = 1_000;
/** What the server takes at once. */
const AT_ONCE = 100;

let timer: ReturnType<typeof setTimeout> | undefined;

/** This device may have more than the server knows of. Told a little later, for all chats together. */
export function tellDelivered(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    if (store.value !== null) void tellAll(store.value);
  }, TELL_AFTER_MS);
}

async function tellAll(db: Database): Promise<void> {
  const me = await db.facts.get('me');
  if (me?.key !== 'me') return;
  const ahead = (await db.chats.toArray()).flatMap((chat) => positionOf(chat, me.value.user.id));
  for (let from = 0; from < ahead.length; from += AT_ONCE) await tell(db, ahead.slice(from, from + AT_ONCE));
}

/** What was read is told by that. */
function positionOf({ id, lastMessage, deliveredSeq, readSeq }: Chat, myId: string): { chatId: string; seq: number }[] {
  const known = Math.max(deliveredSeq, readSeq);
  if (lastMessage === null || lastMessage.seq <= known || lastMessage.sender?.id === myId) return [];
  return [{ chatId: id, seq: lastMessage.seq }];
}

/** Without an answer it is told with the next news. A mark only ever moves forward. */
async function tell(db: Database, positions: { chatId: string; seq: number }[]): Promise<void> {
  const answer = await mutate(MarkDelivered, { input: { positions } });
  if (!answer.ok || store.value !== db) return;
  const told = new Map(positions.map(({ chatId, seq }) => [chatId, seq]));
  await change(db, [...told.keys()], (copy) => {
    for (const [id, chat] of copy.chats) {
      copy.chats.set(id, { ...chat, deliveredSeq: Math.max(chat.deliveredSeq, told.get(id) ?? 0) });
    }
  });
}
