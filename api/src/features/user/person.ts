import type { Log } from '../../events/log.ts';
import type { User } from '../../generated/prisma/client.ts';

/** A person as everybody may know them. */
export type Person = User;

/** A person's row from the columns that are shown. The password's hash is read only where passwords are compared. */
export function toPerson(shown: Omit<User, 'passwordHash'>): Person {
  return { ...shown, passwordHash: '' };
}

/** People by their ids. */
export async function readPeople({ database }: Log, ids: readonly string[]): Promise<Map<string, Person>> {
  const { rows } = await database.pool.query<Omit<User, 'passwordHash'>>({
    name: 'people',
    text: `SELECT id, username, display_name AS "displayName", created_at AS "createdAt" FROM "user" WHERE id = ANY($1::uuid[])`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, toPerson(row)]));
}
