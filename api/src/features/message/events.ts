import type { PersonalNews } from '../../events/append.ts';

/** To the reader's own devices: what is unread has become less. */
export function readMoved(stay: Readonly<{ id: string; userId: string }>): PersonalNews {
  return { kind: 'ReadMoved', userId: stay.userId, subjectId: stay.id };
}
