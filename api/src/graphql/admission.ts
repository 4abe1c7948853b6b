/** Who comes in at once: so many that the machine is busy, so few that everybody else is still served. */
const AT_ONCE = 12;
/** Who would wait longer than this is told to come again. */
const WAIT_MAX_MS = 8_000;
/** What one arrival takes, before anything was measured. */
const FIRST_GUESS_MS = 5;

/** Lets a crowd in one after another. */
export type Admission = Readonly<{
  /** Waits for a turn. @returns what ends the turn; or in how many seconds to try again, if too many are waiting */
  enter(): Promise<(() => void) | number>;
  /** The same for those who were let in already: they go before all who were not, and are never turned away. */
  goOn(): Promise<() => void>;
  waiting(): number;
}>;

/** @param random 0 to 1, spreads those who are turned away */
export function createAdmission(random: () => number = Math.random): Admission {
  const inside: (() => void)[] = [];
  const outside: (() => void)[] = [];
  let busy = 0;
  let takesMs = FIRST_GUESS_MS;

  return {
    async enter() {
      const waitMs = (outside.length * takesMs) / AT_ONCE;
      // Spread over the time that it takes to let in those who wait, and never told to stay away for long.
      if (waitMs > WAIT_MAX_MS) return Math.ceil((WAIT_MAX_MS / 1_000) * (0.25 + random()));
      return turnIn(outside);
    },
    goOn: () => turnIn(inside),
    waiting: () => inside.length + outside.length,
  };

  async function turnIn(queue: (() => void)[]): Promise<() => void> {
    if (busy >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
    else busy += 1;
    const began = performance.now();
    let over = false;
    return () => {
      if (over) return;
      over = true;
      takesMs += (performance.now() - began - takesMs) / 32;
      // The place is handed on; it becomes free only when nobody waits.
      const next = inside.shift() ?? outside.shift();
      if (next) next();
      else busy -= 1;
    };
  }
}
