import { replica } from './replica.ts';

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

/** What asks the server comes after the first screen; when it cannot be had, that is one answer less. */
async function read(userIds: string[]): Promise<void> {
  const reading = await import('./presence-reading.ts').catch(() => null);
  await reading?.readPresences(userIds);
}
