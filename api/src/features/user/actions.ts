import type { User } from '../../generated/prisma/client.ts';
import type { Viewer } from '../../viewer.ts';
import { canonicalUsername } from './names.ts';

/** The person with this username. Counts against a quota, so that nobody can list who has an account. */
export async function findUser(viewer: Viewer, username: string): Promise<User | null> {
  await viewer.limits.spend('lookUpsPerUser', viewer.userId);
  return viewer.log.database.prisma.user.findUnique({ where: { username: canonicalUsername(username) } });
}
