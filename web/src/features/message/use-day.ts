import { computed } from 'vue';
import type { Ref } from 'vue';
import { dayName } from '../../locales/dates.ts';
import { now } from '../../platform/clock.ts';
import type { Row } from './model.ts';

/** The day of what is on top, while its own line is out of sight. */
export function useDay(rows: Readonly<Ref<readonly Row[]>>, topRow: Readonly<Ref<number>>) {
  return computed(() => {
    if (rows.value[topRow.value]?.row === 'day') return null;
    const line = rows.value.slice(0, topRow.value + 1).findLast(({ row }) => row === 'day');
    return line?.row === 'day' ? dayName(line.at, now.value) : null;
  });
}
