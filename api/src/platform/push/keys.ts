import webPush from 'web-push';
import type { Prisma } from '../database.ts';

/** By what push services know this server (VAPID, RFC 8292). Both base64url. */
export type PushKeys = Readonly<{ publicKey: string; privateKey: string }>;

/** The keys of this database; the first node that starts on it makes them. */
export async function readPushKeys(prisma: Prisma): Promise<PushKeys> {
  const known = await prisma.pushKey.findUnique({ where: { id: true } });
  if (known) return known;
  await prisma.pushKey.createMany({ data: [{ id: true, ...webPush.generateVAPIDKeys() }], skipDuplicates: true });
  return prisma.pushKey.findUniqueOrThrow({ where: { id: true } });
}
