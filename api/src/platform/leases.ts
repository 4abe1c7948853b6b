/**
 * Who holds what, for as long as they renew it. Shared by all nodes; may forget everything at once. Every call fails while
 * the shared store is away: at once when that is known, else within three seconds.
 */
export type Leases = Readonly<{
  /** Takes hold of a key, or renews the hold. @returns whether nobody held it before */
  take(key: string, holder: string, ttlMs: number): Promise<boolean>;
  /** Lets go. @returns whether this was the last hold of the key */
  drop(key: string, holder: string): Promise<boolean>;
  /** Those of the keys that somebody holds at present. */
  held(keys: readonly string[]): Promise<Set<string>>;
}>;

/** Leases of a single node. @param now milliseconds, from any origin */
export function createLocalLeases(now: () => number = () => performance.now()): Leases {
  const keys = new Map<string, Map<string, number>>();

  return {
    async take(key, holder, ttlMs) {
      const holds = present(key);
      const first = holds.size === 0;
      keys.set(key, holds.set(holder, now() + ttlMs));
      return first;
    },
    async drop(key, holder) {
      const holds = present(key);
      const dropped = holds.delete(holder);
      if (holds.size === 0) keys.delete(key);
      return dropped && holds.size === 0;
    },
    async held(wanted) {
      return new Set(wanted.filter((key) => present(key).size > 0));
    },
  };

  /** The holds of a key that have not run out. */
  function present(key: string): Map<string, number> {
    const holds = keys.get(key) ?? new Map<string, number>();
    for (const [holder, until] of holds) if (until <= now()) holds.delete(holder);
    return holds;
  }
}
