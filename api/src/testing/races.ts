/** Starts both at once. @returns what came of each, in order */
export function both<A, B>(first: () => Promise<A>, second: () => Promise<B>): Promise<[A, B]> {
  return Promise.all([first(), second()]);
}

/** Runs a race many times, for a race that is lost once in fifty is lost in production every day. */
export async function rounds(count: number, race: (round: number) => Promise<void>): Promise<void> {
  for (let round = 1; round <= count; round++) await race(round);
}
