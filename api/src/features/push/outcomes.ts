import type { Pool, PoolClient } from 'pg';
import type { PushDecision } from '../../generated/prisma/enums.ts';
import type { Delivery } from '../../platform/push/courier.ts';
import { LONGEST_PAUSE_MS } from './means.ts';

type Client = Pick<Pool | PoolClient, 'query'>;

type Outcome = Readonly<{ delivery: Delivery; /** Null when nothing is gained by waiting. */ pauseMs: number | null }>;

/**
 * Writes down what a push service made of a letter: what the person sees who wonders why it does not ring. After a failure
 * that may pass, no letter at all goes to the device for a while, twice as long each time: every one would take as long to fail.
 */
export async function recordDelivery(
  client: Client,
  deviceId: string,
  { delivery: { failure }, pauseMs }: Outcome,
): Promise<void> {
  await client.query({
    name: 'push-delivery',
    text: `UPDATE push_device SET
        last_success_at = CASE WHEN $2::"PushFailure" IS NULL THEN now() ELSE last_success_at END,
        last_failure_at = CASE WHEN $2::"PushFailure" IS NULL THEN last_failure_at ELSE now() END,
        last_failure = coalesce($2::"PushFailure", last_failure),
        retry_at = CASE WHEN $3::float8 IS NOT NULL THEN now() + GREATEST(
          $3 * interval '1 millisecond',
          LEAST(2 * coalesce(retry_at - last_failure_at, interval '0'), $4::float8 * interval '1 millisecond')
        ) END
      WHERE id = $1`,
    values: [deviceId, failure, pauseMs, LONGEST_PAUSE_MS],
  });
}

/** Writes down why the last message did or did not ring. */
export async function recordDecision(
  client: Client,
  deviceIds: readonly string[],
  decision: PushDecision,
): Promise<void> {
  if (deviceIds.length === 0) return;
  await client.query({
    name: 'push-decision',
    // Locked in one order, so that decisions on two chats of the same people do not wait for each other in a circle.
    text: `UPDATE push_device SET last_decision = $2::"PushDecision", last_decision_at = now()
      WHERE id IN (SELECT id FROM push_device WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE)`,
    values: [deviceIds, decision],
  });
}
