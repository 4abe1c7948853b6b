import type { Log } from '../../events/log.ts';
import type { User } from '../../generated/prisma/client.ts';

/** A person as everybody may know them. */
export type Person = User;

type Shown = Pick<User, 'id' | 'username' | 'displayName' | 'createdAt'>;

/** A person's row from the columns that all may see. What is secret, or not for all, is read only where it is needed. */
export function toPerson(shown: Shown): Person {
  return { ...shown, passwordHash: '', presenceVisibility: 'NOBODY', lastSeenAt: null };
}

/** People by their ids. */
export async function readPeople({ database }: Log, ids: readonly string[]): Promise<Map<string, Person>> {
  const { rows } = await database.pool.query<Shown>({
    name: 'people',
    text: `SELECT id, username, display_name AS "displayName", created_at AS "createdAt" FROM "user" WHERE id = ANY($1::uuid[])`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, toPerson(row)]));
}
