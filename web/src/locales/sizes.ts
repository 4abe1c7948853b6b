import { formatTag } from './dates.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const STEP = 1000;

/** "14.2 MB", in the reader's own digits and commas. */
export function fileSize(bytes: number): string {
  const power = bytes < STEP ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(STEP)));
  const amount = bytes / STEP ** power;
  return new Intl.NumberFormat(formatTag(), {
    style: 'unit',
    unit: UNITS[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: amount < 100 && power > 1 ? 1 : 0,
  }).format(amount);
}

/** "12,340" */
export function wholeNumber(count: number): string {
  return new Intl.NumberFormat(formatTag()).format(count);
}
