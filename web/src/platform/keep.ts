import { choice } from './choice.ts';

export const KEEP_TIMES = ['ever', 'year', 'month'] as const;

/** How long messages stay on this device. Whoever trims reads it; what is trimmed is still on the server. */
export const [keepFor, chooseKeepFor] = choice('keep', KEEP_TIMES, 'ever');
