/** Chance that comes out the same for the same seed. */
export type Chance = Readonly<{
  /** From 0 up to but not 1. */
  number(): number;
  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number;
  oneOf<T>(things: readonly T[]): T;
  /** @param share from 0 to 1 */
  happens(share: number): boolean;
}>;

/** Mulberry32: 32 bits of state are plenty for choosing faults. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return { number, whole, oneOf, happens: (share) => number() < share };

  function number(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  function whole(low: number, high: number): number {
    return low + Math.floor(number() * (high - low + 1));
  }

  function oneOf<T>(things: readonly T[]): T {
    const thing = things[whole(0, things.length - 1)];
    if (thing === undefined) throw new Error('nothing to choose from');
    return thing;
  }
}
