import type { PersonalNews } from '../../events/append.ts';

/** To the person's own devices. */
export function settingsChanged(userId: string): PersonalNews {
  return { kind: 'SettingsChanged', userId, subjectId: userId };
}
