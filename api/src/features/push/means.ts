import type { Pool } from 'pg';
import type { PushPreview } from '../../generated/prisma/enums.ts';
import type { Courier, Delivery, Letter, Subscription } from '../../platform/push/courier.ts';

/** What pushing needs of the node it runs on. */
export type Means = Readonly<{
  pool: Pool;
  courier: Courier;
  /** How long a message waits to be read before it rings. */
  waitMs: number;
  /** Hears of each letter, for the metrics. */
  onDelivery: (kind: Kind, outcome: string) => void;
}>;

/** Whom a letter goes to, and what it may say. */
export type Addressee = Subscription &
  Readonly<{
    user_id: string;
    preview: PushPreview;
    /** How long the push service still wants to be left alone; null when it does not. */
    rest_ms: number | null;
    sender: string | null;
    title: string | null;
  }>;

/** The same for statements that know a table called device. */
export const REST_MS = 'ceil(extract(epoch FROM device.retry_at - now()) * 1000)::int AS rest_ms';

export type Kind = 'MESSAGE' | 'READ' | 'INVITATION';

export async function deliver(
  { courier, onDelivery }: Means,
  kind: Kind,
  to: Subscription,
  letter: Letter,
): Promise<Delivery> {
  const delivery = await courier.deliver(to, letter);
  onDelivery(kind, delivery.failure ?? 'TAKEN');
  return delivery;
}

const FIRST_PAUSE_MS = 1_000;
export const LONGEST_PAUSE_MS = 600_000;
/** A letter is given up after about an hour; the next message is a new try. */
const ATTEMPTS = 15;

/** How long to wait before it is tried again; null when that would help nothing. @param attempt how often it was tried, 1 for once */
export function pauseAfter(delivery: Delivery, attempt: number): number | null {
  if (delivery.failure !== 'BUSY' && delivery.failure !== 'UNREACHABLE') return null;
  // Spread out, so that what failed together does not come back together.
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.75 + Math.random() / 2);
  return Math.round(Math.max(pauseMs, delivery.retryAfterMs ?? 0));
}

export function isGivenUp(attempt: number): boolean {
  return attempt >= ATTEMPTS;
}
