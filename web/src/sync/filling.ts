import { fillEnd } from './history.ts';
import type { Database } from './store/db.ts';

/** So many of the newest chats can be read when the line is away, also those nobody has opened here. */
const CHATS = 40;

/** Reads the newest page of the chats that people are likely to open, one after the other. */
export async function fillRecent(db: Database, signal: AbortSignal): Promise<void> {
  const chats = (await db.chats.toArray()).sort((a, b) => b.lastActivityAt - a.lastActivityAt);
  for (const { id } of chats.slice(0, CHATS)) {
    if (signal.aborted || (await fillEnd(id)) === 'no-answer') return;
  }
}
