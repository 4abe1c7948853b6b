import { daysAgo } from '../../lib/days.ts';
import type { Use } from '../../platform/installing.ts';

/** Somebody who wrote so much has seen what it is good for. */
const SENT_ENOUGH = 5;

/** Whether somebody has had something of the app: came back on another day, or wrote a few messages. */
export function hasSeenValue({ firstSeenAt, sent }: Use, now: number): boolean {
  return sent >= SENT_ENOUGH || daysAgo(firstSeenAt, now) >= 1;
}
