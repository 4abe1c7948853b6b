import type { Log } from '../../events/log.ts';
import type { Prisma } from '../../generated/prisma/client.ts';

/** Sessions that let their owner in at present, by the database's rows and this node's clock. */
export function live(): Prisma.SessionWhereInput {
  return { revokedAt: null, expiresAt: { gt: new Date() } };
}

export const HOUR_MS = 3_600_000;
/** How long a session lives without being used. */
export const SESSION_DAYS = 90;

/** When a session that is used now will end if it is never used again. */
export function expiry(now = Date.now()): Date {
  return new Date(now + SESSION_DAYS * 24 * HOUR_MS);
}

/** Those of the sessions that let nobody in any more. */
export async function endedAmong({ database }: Log, sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await database.pool.query<{ id: string }>({
    name: 'session-ended-among',
    text: `SELECT asked.id FROM unnest($1::uuid[]) AS asked (id)
      LEFT JOIN session ON session.id = asked.id AND session.revoked_at IS NULL AND session.expires_at > now()
      WHERE session.id IS NULL`,
    values: [sessionIds],
  });
  return new Set(rows.map(({ id }) => id));
}
