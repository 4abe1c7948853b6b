import { backoffMs } from '../lib/backoff.ts';

/** Why a line to the server ended. */
export type Ending =
  | { readonly why: 'signed-out' }
  /** The server has more to do than it can, and says when to come back. */
  | { readonly why: 'crowded'; readonly retryAfterS: number }
  /** The server is being restarted; another one is there, or will be in a moment. */
  | { readonly why: 'moving' }
  | { readonly why: 'lost' };

/** Codes of ours and of graphql-ws after which the same session will not be let in again. */
const SIGNED_OUT_CODES = new Set([4401, 4403]);
const CROWDED_CODE = 4429;
const MOVING_CODE = 4503;

const CROWDED_AFTER_S = 5;
/** The server spreads those it turns away over some seconds already, whole ones. */
const CROWDED_JITTER_MS = 1_000;
const JITTER_MS = 5_000;

/** @param reason a close event, or the errors that a subscription ended with */
export function endingOf(reason: unknown): Ending {
  if (reason instanceof CloseEvent) return closed(reason);
  if (!Array.isArray(reason)) return { why: 'lost' };
  const signedOut = reason.some((error) => error?.extensions?.code === 'UNAUTHENTICATED');
  return { why: signedOut ? 'signed-out' : 'lost' };
}

function closed({ code, reason }: Pick<CloseEvent, 'code' | 'reason'>): Ending {
  if (SIGNED_OUT_CODES.has(code)) return { why: 'signed-out' };
  if (code === MOVING_CODE) return { why: 'moving' };
  if (code !== CROWDED_CODE) return { why: 'lost' };
  const [, seconds] = /retry after (\d+(?:\.\d+)?) s/i.exec(reason) ?? [];
  return { why: 'crowded', retryAfterS: seconds === undefined ? CROWDED_AFTER_S : Number(seconds) };
}

/** How long to wait before the next line, never the same for everybody. @param attempt counts from 0 since a good line */
export function pauseAfter(ending: Ending, attempt: number, random: () => number = Math.random): number {
  if (ending.why === 'crowded') return Math.round(ending.retryAfterS * 1_000 + random() * CROWDED_JITTER_MS);
  if (ending.why === 'moving' && attempt === 0) return Math.round(random() * JITTER_MS);
  return backoffMs(attempt + 1, random);
}
