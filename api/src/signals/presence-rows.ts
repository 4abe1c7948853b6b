import type { PresenceVisibility } from '../generated/prisma/enums.ts';
import type { Database } from '../platform/database.ts';

/** In a group of more people than this not all of them are told: telling everybody would cost the square of its size. */
const TOLD_PER_CHAT = 200;

export type Audience = Readonly<{
  visibility: PresenceVisibility;
  lastSeenAt: Date | null;
  /** Who shares a chat with the person and does not hide. */
  people: readonly string[];
}>;

/** Who hears of a person's coming and going, if the person's visibility allows it; null when there is no such person. */
export async function readAudience({ pool }: Database, userId: string): Promise<Audience | null> {
  const { rows } = await pool.query<Audience>({
    name: 'presence-audience',
    text: `SELECT person.presence_visibility AS visibility, person.last_seen_at AS "lastSeenAt", ARRAY(
        SELECT DISTINCT other.user_id FROM membership AS own CROSS JOIN LATERAL (
          SELECT user_id FROM membership WHERE chat_id = own.chat_id AND left_at IS NULL LIMIT ${TOLD_PER_CHAT}
        ) AS other JOIN "user" AS listener ON listener.id = other.user_id
        WHERE own.user_id = person.id AND own.left_at IS NULL
          AND listener.id <> person.id AND listener.presence_visibility <> 'NOBODY'
      ) AS people
      FROM "user" AS person WHERE person.id = $1`,
    values: [userId],
  });
  return rows[0] ?? null;
}

/** When each of these people was last online, as far as the asker may know about them; who hides is shown nobody. */
export async function readVisible(
  { pool }: Database,
  askerId: string,
  userIds: readonly string[],
): Promise<Map<string, Date | null>> {
  const { rows } = await pool.query<{ id: string; lastSeenAt: Date | null }>({
    name: 'presence-visible',
    text: `SELECT person.id, person.last_seen_at AS "lastSeenAt"
      FROM "user" AS person JOIN "user" AS asker ON asker.id = $1
      WHERE person.id = ANY($2::uuid[]) AND (person.id = asker.id OR asker.presence_visibility <> 'NOBODY' AND (
        person.presence_visibility = 'EVERYONE' OR person.presence_visibility = 'SHARED_CHATS' AND EXISTS (
          SELECT 1 FROM membership AS own JOIN membership AS other ON other.chat_id = own.chat_id
          WHERE own.user_id = asker.id AND own.left_at IS NULL AND other.user_id = person.id AND other.left_at IS NULL
        )))`,
    values: [askerId, userIds],
  });
  return new Map(rows.map(({ id, lastSeenAt }) => [id, lastSeenAt]));
}

/** Notes that these people are online now. @param olderThanSeconds leaves alone what was noted since */
export async function noteSeen(
  { pool }: Database,
  userIds: readonly string[],
  olderThanSeconds: number,
): Promise<void> {
  await pool.query({
    name: 'presence-seen',
    // Another node may note the same people in another order: whoever is second can leave it.
    text: `UPDATE "user" SET last_seen_at = clock_timestamp() WHERE id IN (
        SELECT id FROM "user" WHERE id = ANY($1::uuid[])
          AND (last_seen_at IS NULL OR last_seen_at <= clock_timestamp() - $2::float8 * interval '1 second')
        FOR NO KEY UPDATE SKIP LOCKED)`,
    values: [userIds, olderThanSeconds],
  });
}
