import type { Chance } from '../chance.ts';

/** How long to wait before the next try. With full jitter: anything from 0 to a bound that doubles. */
export type Backoff = Readonly<{ firstMs: number; maxMs: number; jitter: boolean }>;

export const USUAL_BACKOFF: Backoff = { firstMs: 300, maxMs: 3_000, jitter: true };

/** @param tries how many have failed in a row */
export function waitBefore({ firstMs, maxMs, jitter }: Backoff, tries: number, chance: Chance): number {
  const bound = Math.min(maxMs, firstMs * 2 ** Math.min(tries, 20));
  return jitter ? bound * chance.number() : bound;
}
