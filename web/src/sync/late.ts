import { backoffMs } from '../lib/backoff.ts';
import { nap } from './hurry.ts';
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
    await nap(backoffMs(attempt), signal);
  }
  return null;
}
