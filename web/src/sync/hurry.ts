let nap = new AbortController();

/** Whoever waits before the next attempt waits no longer. */
export function wake(): void {
  nap.abort();
  nap = new AbortController();
}

/** Resolves when somebody is in a hurry. */
export function hurried(): Promise<void> {
  return new Promise((resolve) => nap.signal.addEventListener('abort', () => resolve(), { once: true }));
}
