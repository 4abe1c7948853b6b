import type { Log } from '../../events/log.ts';
import type { Prisma } from '../../generated/prisma/client.ts';
import type { Caller, Viewer } from '../../viewer.ts';
import { hashToken, looksLikeToken } from './tokens.ts';

/** Sessions that let their owner in at present, by the database's rows and this node's clock. */
export function live(): Prisma.SessionWhereInput {
  return { revokedAt: null, expiresAt: { gt: new Date() } };
}

const HOUR_MS = 3_600_000;
/** How long a session lives without being used. */
export const SESSION_DAYS = 90;

/** The person whom a token belongs to; null when it is unknown, expired or revoked. */
export async function viewerOf(caller: Caller, token: string): Promise<Viewer | null> {
  if (!looksLikeToken(token)) return null;
  const { rows } = await caller.log.database.pool.query<{ id: string; user_id: string; stale: boolean }>({
    name: 'session-viewer',
    text: `SELECT id, user_id, last_used_at < now() - interval '1 hour' AS stale FROM session
      WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > now()`,
    values: [hashToken(token)],
  });
  const [session] = rows;
  if (!session) return null;
  if (session.stale) await prolong(caller, session.id);
  return { ...caller, userId: session.user_id, sessionId: session.id };
}

async function prolong(caller: Caller, id: string): Promise<void> {
  const now = Date.now();
  await caller.log.database.prisma.session.updateMany({
    where: { id, lastUsedAt: { lt: new Date(now - HOUR_MS) } },
    data: { lastUsedAt: new Date(now), expiresAt: expiry(now) },
  });
}

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
