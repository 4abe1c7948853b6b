import { forgetChat, placeChat } from './apply.ts';
import { query } from './client.ts';
import { ChatById } from './documents/chat.ts';
import { toChat } from './fragments.ts';
import { change } from './store/copy.ts';
import type { Database } from './store/db.ts';

/** How asking for something ended; a screen shows it, and offers to ask again. */
export type Fetched = 'here' | 'absent' | 'no-answer';

/** Brings one chat up to date, or forgets it when this person is not in it. The service worker does it too. */
export async function readChat(db: Database, chatId: string): Promise<Fetched> {
  const answer = await query(ChatById, { id: chatId });
  // Who asked may have signed out meanwhile.
  if (!answer.ok || !db.isOpen()) return 'no-answer';
  const edge = answer.data.viewer?.chat ?? null;
  await change(db, [chatId], (copy) => {
    if (edge === null) forgetChat(copy, chatId);
    else placeChat(copy, toChat(edge));
  });
  return edge === null ? 'absent' : 'here';
}
