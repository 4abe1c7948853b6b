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
  await adoptForeignLog(prisma);
  return prisma.instance.findUniqueOrThrow({ where: { id: true }, select: { epoch: true, secret: true } });
}

/**
 * A dump that was restored into another cluster brings along transaction numbers which that cluster has yet to reach, and
 * its log would seem unfinished for ever. All of it is finished: it becomes older than anything, and a new history begins.
 */
async function adoptForeignLog(prisma: Prisma): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const [newest] = await tx.$queryRaw<{ foreign: boolean }[]>`
      SELECT xid >= pg_snapshot_xmax(pg_current_snapshot()) AS foreign FROM log ORDER BY id DESC LIMIT 1`;
    if (!newest?.foreign) return;
    await tx.$executeRaw`UPDATE log SET xid = '1'::xid8, birth = NULL WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())`;
    await tx.instance.updateMany({ data: { epoch: newId() } });
  });
}
