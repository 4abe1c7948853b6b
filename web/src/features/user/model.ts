import { hueOf } from '../../lib/hue.ts';
import { personInitials } from '../../lib/initials.ts';
import type { Person } from '../../sync/records.ts';

/** What UiAvatar draws for a person. */
export function personFace({ id, displayName }: Person) {
  return { initials: personInitials(displayName), hue: hueOf(id), shape: 'round' as const };
}

/** How friends would say it: the first word of the name. */
export function firstName({ displayName }: Person): string {
  return displayName.split(/\s+/u)[0] ?? displayName;
}
