import { toPresence } from './apply-signal.ts';
import { query } from './client.ts';
import { Presences } from './documents/signals.ts';
import { readerId, replica } from './replica.ts';

/** Without an answer nothing is shown; the next line begins by asking again for what is known. */
export async function readPresences(userIds: string[]): Promise<void> {
  const reader = readerId();
  const answer = await query(Presences, { userIds });
  if (!answer.ok || reader !== readerId()) return;
  const presences = answer.data.viewer?.presences ?? [];
  for (const [index, id] of userIds.entries()) replica.presences.set(id, toPresence(presences[index] ?? null));
}
