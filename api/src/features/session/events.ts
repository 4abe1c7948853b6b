import type { PersonalNews } from '../../events/append.ts';
import type { Session } from '../../generated/prisma/client.ts';

export const SESSION_ENDED = 'SessionEnded';

export function sessionStarted({ id, userId }: Session): PersonalNews {
  return { kind: 'SessionStarted', userId, subjectId: id };
}

export function sessionEnded({ id, userId }: { id: string; userId: string }): PersonalNews {
  return { kind: SESSION_ENDED, userId, subjectId: id };
}
