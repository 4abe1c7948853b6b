type Options = Readonly<{ mode?: 'exclusive' | 'shared'; signal?: AbortSignal }>;

/**
 * Runs while no other window or worker of this browser holds the lock of that name. Browsers have such locks on https
 * and localhost only; elsewhere a window takes itself for the only one.
 */
export async function withLock<T>(name: string, run: () => Promise<T>, options: Options = {}): Promise<T> {
  // Not there on plain http, whatever the types say.
  const locks: LockManager | undefined = navigator.locks;
  return locks === undefined ? run() : locks.request(name, options, run);
}
