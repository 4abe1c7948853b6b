const SOON_MS = 1_000;

/** Runs when there is nothing else to do. Safari cannot tell, and waits. */
export function idle(run: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run);
  else setTimeout(run, SOON_MS);
}
