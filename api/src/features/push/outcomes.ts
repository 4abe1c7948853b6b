import type { Pool, PoolClient } from 'pg';
import type { PushDecision } from '../../generated/prisma/enums.ts';
import type { Delivery } from '../../platform/push/courier.ts';

type Client = Pick<Pool | PoolClient, 'query'>;

/** Writes down what a push service made of a letter: what the person sees who wonders why it does not ring. */
export async function recordDelivery(client: Client, deviceId: string, delivery: Delivery): Promise<void> {
  const { failure } = delivery;
  await client.query({
    name: 'push-delivery',
    text: `UPDATE push_device SET
        last_success_at = CASE WHEN $2::"PushFailure" IS NULL THEN now() ELSE last_success_at END,
        last_failure_at = CASE WHEN $2::"PushFailure" IS NULL THEN last_failure_at ELSE now() END,
        last_failure = coalesce($2::"PushFailure", last_failure), retry_at = now() + $3 * interval '1 millisecond'
      WHERE id = $1`,
    values: [deviceId, failure, failure === null ? null : delivery.retryAfterMs],
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
