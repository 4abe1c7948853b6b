import DataLoader from 'dataloader';
import type { Bus, Codec } from '../../platform/bus.ts';
import type { Database } from '../../platform/database.ts';
import type { Caller, Viewer } from '../../viewer.ts';
import { expiry, HOUR_MS } from './access.ts';
import { hashToken, looksLikeToken } from './tokens.ts';

type Session = Readonly<{ id: string; userId: string }>;

export type Recognition = Readonly<{
  /** The person whom a token belongs to by the database; null when it is unknown, expired or revoked. */
  authenticate(caller: Caller, token: string): Promise<Viewer | null>;
  /** The same, from memory when it was looked up a moment ago: for requests, which come one after the other. */
  recognise(caller: Caller, token: string): Promise<Viewer | null>;
  /** Has every node forget a session that has ended. */
  revoke(sessionId: string): void;
}>;

/** What a lost revocation costs: another node lets the session in for this long. */
const REMEMBERED_FOR_MS = 10_000;
const REMEMBERED_MAX = 10_000;
const LOOKED_UP_AT_ONCE = 1_000;

const CHANNEL = 'revoked';
export const revocations: Codec<string> = { encode: (sessionId) => sessionId, decode: (text) => text };

/**
 * Knows people by their tokens. What is looked up in one turn is read with one statement, so that ten thousand devices
 * that come back at once are no storm on the database.
 */
export function createRecognition(
  database: Database,
  bus: Bus<string>,
  rememberedForMs = REMEMBERED_FOR_MS,
): Recognition {
  const remembered = new Map<string, Readonly<{ session: Session; until: number }>>();
  const loader = new DataLoader<string, Session | null>((hashes) => lookUp(database, hashes), {
    cache: false,
    maxBatchSize: LOOKED_UP_AT_ONCE,
  });
  let forgotten = 0;
  bus.subscribe(CHANNEL, forget);
  bus.onGap(() => {
    forgotten += 1;
    remembered.clear();
  });

  return {
    authenticate: async (caller, token) =>
      looksLikeToken(token) ? asViewer(caller, await loader.load(hashToken(token))) : null,
    recognise: async (caller, token) =>
      looksLikeToken(token) ? asViewer(caller, await recall(hashToken(token))) : null,
    revoke: (sessionId) => bus.publish(CHANNEL, sessionId),
  };

  async function recall(hash: string): Promise<Session | null> {
    const known = remembered.get(hash);
    if (known && known.until > performance.now()) return known.session;
    const asOf = forgotten;
    const session = await loader.load(hash);
    // What was read before a revocation came may be what it revoked.
    if (session && asOf === forgotten) remember(hash, session);
    return session;
  }

  function remember(hash: string, session: Session): void {
    const now = performance.now();
    remembered.delete(hash);
    remembered.set(hash, { session, until: now + rememberedForMs });
    // A Map keeps the order of insertion, which is the order in which they end.
    for (const [oldest, { until }] of remembered) {
      if (until > now && remembered.size <= REMEMBERED_MAX) return;
      remembered.delete(oldest);
    }
  }

  function forget(sessionId: string): void {
    forgotten += 1;
    for (const [hash, { session }] of remembered) if (session.id === sessionId) remembered.delete(hash);
  }
}

function asViewer(caller: Caller, session: Session | null): Viewer | null {
  return session && { ...caller, userId: session.userId, sessionId: session.id };
}

async function lookUp(database: Database, hashes: readonly string[]): Promise<(Session | null)[]> {
  const { rows } = await database.pool.query<{ hash: string; id: string; user_id: string; stale: boolean }>({
    name: 'session-look-up',
    text: `SELECT encode(token_hash, 'hex') AS hash, id, user_id, last_used_at < now() - interval '1 hour' AS stale
      FROM session WHERE token_hash = ANY($1::bytea[]) AND revoked_at IS NULL AND expires_at > now()`,
    values: [[...new Set(hashes)].map((hash) => Buffer.from(hash, 'hex'))],
  });
  const stale = rows.filter((row) => row.stale).map(({ id }) => id);
  if (stale.length > 0) await prolong(database, stale);
  const found = new Map(rows.map(({ hash, id, user_id: userId }) => [hash, { id, userId }]));
  return hashes.map((hash) => found.get(hash) ?? null);
}

async function prolong({ prisma }: Database, ids: readonly string[]): Promise<void> {
  const now = Date.now();
  await prisma.session.updateMany({
    where: { id: { in: [...ids] }, lastUsedAt: { lt: new Date(now - HOUR_MS) } },
    data: { lastUsedAt: new Date(now), expiresAt: expiry(now) },
  });
}
