import { encodeGlobalID } from '@pothos/plugin-relay';
import type pg from 'pg';
import { newToken, storedHash } from '../src/features/session/tokens.ts';
import { newId } from '../src/platform/ids.ts';

/** Somebody who is signed in on one device. */
export type Resident = Readonly<{ userId: string; token: string }>;

/** People and their sessions, by the thousand: registering would hash a password for each. */
export async function moveIn(sql: pg.Client, count: number): Promise<Resident[]> {
  const people = Array.from({ length: count }, () => ({ userId: newId(), token: newToken() }));
  const ids = people.map(({ userId }) => userId);
  await sql.query(
    `INSERT INTO "user" (id, username, display_name, password_hash)
    SELECT id, 'r.' || right(replace(id::text, '-', ''), 24), 'Resident of the town', '1$none' FROM unnest($1::uuid[]) AS id`,
    [ids],
  );
  await sql.query(
    `INSERT INTO session (id, user_id, token_hash, expires_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]), (VALUES (now() + interval '90 days')) AS expiry`,
    [people.map(() => newId()), ids, people.map(({ token }) => storedHash(token))],
  );
  return people;
}

/** One of the people, counting on from the first after the last. */
export function nthOf(people: readonly Resident[], nth: number): Resident {
  const person = people[nth % people.length];
  if (!person) throw new Error('nobody moved in');
  return person;
}

/** Groups, each with those people in it from the start. @returns the groups' ids */
export async function found(sql: pg.Client, memberships: readonly (readonly Resident[])[]): Promise<string[]> {
  const groups = memberships.map(() => newId());
  await sql.query(`INSERT INTO chat (id, kind, title) SELECT id, 'GROUP', 'A group' FROM unnest($1::uuid[]) AS id`, [
    groups,
  ]);
  const stays = memberships.flatMap((members, nth) =>
    members.map(({ userId }, place) => ({ chat: groups[nth], userId, role: place === 0 ? 'OWNER' : 'MEMBER' })),
  );
  await sql.query(
    `INSERT INTO membership (id, chat_id, user_id, role, visible_after)
    SELECT id, chat, person, role::"Role", 0 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS stay(id, chat, person, role)`,
    [
      stays.map(() => newId()),
      stays.map(({ chat }) => chat),
      stays.map(({ userId }) => userId),
      stays.map(({ role }) => role),
    ],
  );
  return groups;
}

/**
 * What was said in groups before: so many messages each, taken in turns by all members, with seq and log as if they
 * had been sent. Everybody has read all but the last `unread`.
 */
export async function talk(sql: pg.Client, groups: readonly string[], each: number, unread: number): Promise<void> {
  // A million rows would be checked one by one against rows that were just made.
  await sql.query('SET session_replication_role = replica');
  await sql.query(
    `INSERT INTO message (id, chat_id, seq, sender_id, text, created_at)
    SELECT uuidv7(), chat.id, seq, chat.members[1 + seq % cardinality(chat.members)], 'Line ' || seq || '. ' || repeat('All quiet. ', 8),
      now() - (($2::int - seq) || ' seconds')::interval
    FROM (SELECT chat_id AS id, array_agg(user_id) AS members FROM membership WHERE chat_id = ANY($1::uuid[]) GROUP BY chat_id) AS chat,
      generate_series(1, $2::int) AS seq`,
    [groups, each],
  );
  await sql.query(
    `INSERT INTO log (kind, chat_id, seq, subject_id, at)
    SELECT 'MessageSent', chat_id, seq, id, created_at FROM message WHERE chat_id = ANY($1::uuid[]) ORDER BY created_at`,
    [groups],
  );
  await sql.query('SET session_replication_role = DEFAULT');
  await sql.query('UPDATE chat SET last_seq = $2, last_activity_at = now() WHERE id = ANY($1::uuid[])', [groups, each]);
  await sql.query('UPDATE membership SET read_seq = $2, delivered_seq = $3 WHERE chat_id = ANY($1::uuid[])', [
    groups,
    each - unread,
    each,
  ]);
  await sql.query('VACUUM ANALYZE');
}

const CIRCLES_EACH = 4;
const CIRCLE = 10;

/** Gives everybody four groups of ten, and one with all. @returns the id of that one */
export async function settleDown(sql: pg.Client, people: readonly Resident[]): Promise<string> {
  const circles = people.length / CIRCLE;
  const membersOf = (nth: number, round: number): Resident[] =>
    Array.from({ length: CIRCLE }, (_, place) => nthOf(people, nth + place * (circles + round)));
  for (let round = 0; round < CIRCLES_EACH; round++) {
    await found(
      sql,
      Array.from({ length: circles }, (_, nth) => membersOf(nth, round)),
    );
  }
  const [everybody = ''] = await found(sql, [people]);
  await sql.query('VACUUM ANALYZE');
  return everybody;
}

/** The global id of a group that was founded here. */
export function groupId(chat: string | undefined): string {
  if (chat === undefined) throw new Error('there is no such group');
  return encodeGlobalID('Chat', chat);
}
