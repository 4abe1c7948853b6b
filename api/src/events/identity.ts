import { randomBytes } from 'node:crypto';
import type { Prisma } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Identity } from './cursor.ts';

/** The identity of this database; the first node that starts on it makes it. */
export async function readIdentity(prisma: Prisma): Promise<Identity> {
  await prisma.instance.createMany({
    data: [{ id: true, epoch: newId(), secret: randomBytes(32) }],
    skipDuplicates: true,
  });
  return prisma.instance.findUniqueOrThrow({ where: { id: true }, select: { epoch: true, secret: true } });
}
