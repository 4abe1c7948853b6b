import { toPresence } from './apply-signal.ts';
import { query } from './client.ts';
import { Presences } from './documents/signals.ts';
import { readerId, replica } from './replica.ts';

/** What the server answers at once. */
const AT_ONCE = 100;
/** Screens ask for one person after the other while they are drawn. */
const GATHER_MS = 50;

const wanted = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** A screen shows these people: reads whether they are online, unless that is known already. */
export function wantPresences(userIds: readonly string[]): void {
  ask(userIds.filter((id) => !replica.presences.has(id)));
}

/** Reads afresh what is known of people, e.g. after the line was away. */
export function refreshPresences(): void {
  ask([...replica.presences.keys()]);
}

function ask(userIds: readonly string[]): void {
  if (userIds.length === 0) return;
  for (const id of userIds) wanted.add(id);
  timer ??= setTimeout(() => {
    timer = undefined;
    const ids = [...wanted];
    wanted.clear();
    for (let from = 0; from < ids.length; from += AT_ONCE) void read(ids.slice(from, from + AT_ONCE));
  }, GATHER_MS);
}

async function read(userIds: string[]): Promise<void> {
  const reader = readerId();
  const answer = await query(Presences, { userIds });
  // Without an answer nothing is shown; the next line begins by asking again for what is known.
  if (!answer.ok || reader !== readerId()) return;
  const presences = answer.data.viewer?.presences ?? [];
  for (const [index, id] of userIds.entries()) replica.presences.set(id, toPresence(presences[index] ?? null));
}
