import type { Prisma, PushDevice, PushPreview } from '../../generated/prisma/client.ts';
import { isUniqueViolation } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Delivery } from '../../platform/push/courier.ts';
import { ConflictError, InputError, NotFoundError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';
import { live } from '../session/access.ts';
import { ownDevices } from './access.ts';
import { testLetter } from './letters.ts';
import { pauseAfter } from './means.ts';
import { recordDelivery } from './outcomes.ts';

export type Registration = Readonly<{
  endpoint: string;
  p256dh: string;
  auth: string;
  /** Left out: as it was. */
  preview?: PushPreview | null | undefined;
}>;

export const DEVICES_MAX = 20;

/**
 * Has a browser rung for this session from now on. An endpoint that another session had, of whomever, moves here and
 * forgets what it was rung for.
 * @throws {InputError} a push service that this server does not call
 * @throws {ConflictError} the person has as many devices as one may have
 * @throws {RateLimited}
 */
export async function registerDevice(viewer: Viewer, wish: Registration): Promise<PushDevice> {
  await viewer.limits.spend('pushRegistrationsPerUser', viewer.userId);
  const endpoint = viewer.courier.readEndpoint(wish.endpoint);
  if (endpoint === null) {
    const message = 'This server does not call that push service: it must be on https and in the public internet.';
    throw new InputError([{ path: ['endpoint'], message }]);
  }
  const attempt = () => register(viewer, { ...wish, endpoint });
  return attempt().catch((error: unknown) => {
    // Somebody else registered the same endpoint at this moment; now it is there and moves.
    if (isUniqueViolation(error)) return attempt();
    throw error;
  });
}

function register({ log, userId, sessionId }: Viewer, { endpoint, p256dh, auth, preview }: Registration) {
  return log.database.prisma.$transaction(async (tx) => {
    // One after the other for each person, so that the devices can be counted.
    const [now] = await tx.$queryRaw<{ at: Date }[]>`
      SELECT clock_timestamp() AS at FROM "user" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
    const session = await tx.session.findFirst({ where: { id: sessionId, ...live() }, select: { id: true } });
    if (!session || !now) throw new NotFoundError('session');
    await tx.pushDevice.deleteMany({
      where: {
        OR: [
          { endpoint, sessionId: { not: sessionId } },
          { sessionId, lastFailure: 'GONE' },
        ],
      },
    });
    const count = await tx.pushDevice.count({
      where: { ...ownDevices({ userId }), ...NOT_GONE, endpoint: { not: endpoint } },
    });
    if (count >= DEVICES_MAX) {
      throw new ConflictError(`You have ${DEVICES_MAX} devices that ring. Sign out on one of them first.`);
    }
    const keys = { p256dh, auth, ...(preview && { preview }) };
    return tx.pushDevice.upsert({
      where: { endpoint },
      create: { id: newId(), sessionId, endpoint, createdAt: now.at, ...keys },
      update: { sessionId, ...keys },
    });
  });
}

const NOT_GONE = {
  OR: [{ lastFailure: null }, { lastFailure: { not: 'GONE' } }],
} satisfies Prisma.PushDeviceWhereInput;

/** Has one of the person's browsers not be rung any more. @returns whether it was */
export async function removeDevice(viewer: Viewer, { endpoint }: Readonly<{ endpoint: string }>): Promise<boolean> {
  const { count } = await viewer.log.database.prisma.pushDevice.deleteMany({
    where: { ...ownDevices(viewer), endpoint: viewer.courier.readEndpoint(endpoint) ?? endpoint },
  });
  return count > 0;
}

export type Tested = Readonly<{ device: PushDevice; delivery: Delivery }>;

/**
 * Rings one of the person's devices now, and tells what its push service answered.
 * @throws {NotFoundError}
 * @throws {RateLimited}
 */
export async function testDevice(viewer: Viewer, id: string): Promise<Tested> {
  await viewer.limits.spend('pushTestsPerUser', viewer.userId);
  const { prisma, pool } = viewer.log.database;
  const device = await prisma.pushDevice.findFirst({ where: { id, ...ownDevices(viewer) } });
  if (!device) throw new NotFoundError('device');
  const delivery = await viewer.courier.deliver(device, testLetter(device.id));
  await recordDelivery(pool, device.id, { delivery, pauseMs: pauseAfter(delivery, 1) });
  // It may have been removed meanwhile: then what it was before is as good.
  return { delivery, device: (await prisma.pushDevice.findUnique({ where: { id } })) ?? device };
}
