import type { Prisma } from '../../generated/prisma/client.ts';
import type { Viewer } from '../../viewer.ts';
import { live } from '../session/access.ts';

/** The devices of a person, on all sessions that have not ended. */
export function ownDevices({ userId }: Pick<Viewer, 'userId'>): Prisma.PushDeviceWhereInput {
  return { session: { userId, ...live() } };
}

/** The same for statements that know tables called device and session: devices that may be rung. */
export const RINGING = `session.id = device.session_id AND session.revoked_at IS NULL AND session.expires_at > now()
  AND device.last_failure IS DISTINCT FROM 'GONE'`;
