const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** Full jitter: anywhere between nothing and the doubling ceiling, so that a restarted server is not met by everyone at once. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(random() * ceiling);
}
