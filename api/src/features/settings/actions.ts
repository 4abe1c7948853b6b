import { change, type Changed } from '../../events/append.ts';
import type { User } from '../../generated/prisma/client.ts';
import type { Viewer } from '../../viewer.ts';
import { settingsChanged } from './events.ts';

export type Settings = Pick<User, 'presenceVisibility'>;

/** The settings of a person. */
export function readSettings({ log, userId }: Pick<Viewer, 'log' | 'userId'>): Promise<Settings> {
  return log.database.prisma.user.findUniqueOrThrow({ where: { id: userId }, select: SETTINGS });
}

/** Changes what is given and leaves the rest. */
export async function updateSettings(viewer: Viewer, wishes: Partial<Settings>): Promise<Changed<Settings>> {
  const { log, signals, userId } = viewer;
  const { value, cursor } = await change(log, async (tx, record) => {
    const before = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: SETTINGS });
    const settings = { ...before, ...wishes };
    const { count } = await tx.user.updateMany({ where: { id: userId, NOT: settings }, data: wishes });
    if (count > 0) await record(settingsChanged(userId));
    return { settings, moved: count > 0 };
  });
  if (value.moved) signals.presences.announceVisibility(userId);
  return { value: value.settings, cursor };
}

const SETTINGS = { presenceVisibility: true } as const;
