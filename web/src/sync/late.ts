import { backoffMs } from '../lib/backoff.ts';
import { wait } from '../lib/wait.ts';
import { hurried } from './hurry.ts';
import { phase, setPhase } from './phase.ts';

/**
 * Loads a part of the app that the first screen does without. It is asked for until it can be had, like everything else
 * from the server. @returns null when the signal comes first
 */
export async function loadLate<Part>(load: () => Promise<Part>, signal: AbortSignal): Promise<Part | null> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    const part = await load().catch(() => null);
    if (part !== null) return part;
    if (phase.value.at === 'starting') setPhase({ at: 'unreachable' });
    await Promise.race([wait(backoffMs(attempt), signal), hurried()]);
  }
  return null;
}
