import type { Typing } from './signal.ts';

/** Who goes on typing is told of again at most this often, whatever their client sends. */
const TOLD_EVERY_MS = 2_000;
/** After this long listeners have forgotten it by themselves: see the description of Typing. */
export const TYPING_LASTS_MS = 6_000;

/** Which typing is worth telling. @param now milliseconds, from any origin */
export function createTypists(now: () => number = () => performance.now()): Readonly<{
  allows(signal: Typing): boolean;
}> {
  /** In the order in which they were told. */
  const told = new Map<string, { at: number; typing: boolean }>();
  return { allows };

  function allows({ chatId, userId, typing }: Typing): boolean {
    forgetOld();
    const key = `${chatId} ${userId}`;
    const last = told.get(key);
    if (typing) {
      if (last && now() - last.at < TOLD_EVERY_MS) return false;
      told.delete(key);
      told.set(key, { at: now(), typing });
      return true;
    }
    // Only what was told can be taken back, and once: so stopping is told as seldom as starting.
    if (!last?.typing) return false;
    last.typing = false;
    return true;
  }

  function forgetOld(): void {
    for (const [key, { at }] of told) {
      if (now() - at < TYPING_LASTS_MS) return;
      told.delete(key);
    }
  }
}
