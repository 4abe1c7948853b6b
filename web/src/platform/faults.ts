const KEPT = 10;
const LONGEST = 300;

export interface FaultRecord {
  readonly at: number;
  readonly what: string;
}

const faults: FaultRecord[] = [];

export const recentFaults: readonly FaultRecord[] = faults;

/** Remembers the last errors that nobody caught, for whoever is asked to look at them. */
export function recordFaults(): void {
  addEventListener('error', ({ error, message }) => record(error ?? message));
  addEventListener('unhandledrejection', ({ reason }) => record(reason));
}

function record(error: unknown): void {
  faults.push({ at: Date.now(), what: describeFault(error) });
  if (faults.length > KEPT) faults.shift();
}

/** What kind of error, where in the code, and nothing of what anybody wrote. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return redacted(String(error));
  const where = error.stack?.split('\n').find((line) => /:\d+:\d+/.test(line)) ?? '';
  return redacted(`${error.name}: ${error.message} ${where.trim()}`);
}

/**
 * Error messages may quote what they tripped over: a text, an address with a token in it, an id. Quotations, what follows
 * a question mark in an address, and long words that are no words are left out.
 */
function redacted(words: string): string {
  return words
    .replaceAll(/(["'`“«]).*(["'`”»])/gu, '“…”')
    .replaceAll(/[?#][^\s):]*/gu, '')
    .replaceAll(/[\w%+=-]{24,}/gu, '…')
    .slice(0, LONGEST);
}
