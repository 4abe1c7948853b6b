/**
 * Stretches of a chat's log that are here without a hole: both ends included, in order, never touching. A stretch from 0
 * begins where the reader's history begins.
 */
export type Span = readonly [from: number, to: number];

/** Where the log of a chat begins: whoever has heard this has missed nothing before it. */
const FIRST = 1;

/** Adds a stretch and joins what then touches. */
export function withSpan(spans: readonly Span[], [from, to]: Span): readonly Span[] {
  const apart = spans.filter(([low, high]) => high < from - 1 || low > to + 1);
  const joined = spans.filter((span) => !apart.includes(span));
  const start = Math.min(from, ...joined.map(([low]) => low));
  const whole: Span = [start <= FIRST ? 0 : start, Math.max(to, ...joined.map(([, high]) => high))];
  return [...apart, whole].sort(([a], [b]) => a - b);
}

/** The stretch that holds a place; null when nothing is known about it. */
export function spanAt(spans: readonly Span[], seq: number): Span | null {
  return spans.find(([from, to]) => from <= seq && seq <= to) ?? null;
}

/** The stretch nearest before a place, or that holds it. */
export function spanBefore(spans: readonly Span[], seq: number): Span | null {
  return spans.findLast(([from]) => from <= seq) ?? null;
}

/** The stretch nearest after a place, or that holds it. */
export function spanAfter(spans: readonly Span[], seq: number): Span | null {
  return spans.find(([, to]) => to >= seq) ?? null;
}
