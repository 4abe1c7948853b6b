import { percentile } from '../statistics.ts';

/** What one receiver has heard of the messages that count: a bit for each. */
export type Marks = { seen: Uint8Array; count: number };

/** Keeps count of who has heard which message, so that a round counts only if everybody heard each exactly once. */
export type Tally = Readonly<{
  /** Begins to count messages from this number on. */
  begin(first: number): void;
  sent(number: number): void;
  heard(marks: Marks, number: number): void;
  /** Resolves when so many deliveries were counted, or after a while without them. @returns how many there were */
  reach(deliveries: number, withinMs: number): Promise<number>;
  deliveries(): number;
  repeats(): number;
  latencies(): Readonly<{ p50Ms: number; p99Ms: number }>;
  /** Calls at every delivery. */
  onDelivery(listener: () => void): void;
}>;

export function createTally(): Tally {
  let first = Number.POSITIVE_INFINITY;
  let delivered = 0;
  let repeated = 0;
  let wanted = Number.POSITIVE_INFINITY;
  let reached = (): void => {};
  let tellDelivery = (): void => {};
  let times: number[] = [];
  let sentAt: number[] = [];

  return {
    begin(from) {
      first = from;
      delivered = 0;
      repeated = 0;
      times = [];
      sentAt = [];
    },
    sent(number) {
      sentAt[number - first] = performance.now();
    },
    heard(marks, number) {
      const place = number - first;
      if (place < 0) return;
      const bit = 1 << (place & 7);
      const byte = marks.seen[place >> 3] ?? 255;
      if (byte & bit) {
        repeated += 1;
        return;
      }
      marks.seen[place >> 3] = byte | bit;
      marks.count += 1;
      delivered += 1;
      const at = sentAt[place];
      if (at !== undefined) times.push(performance.now() - at);
      tellDelivery();
      if (delivered >= wanted) reached();
    },
    reach(deliveries, withinMs) {
      const done = Promise.withResolvers<number>();
      const finish = (): void => {
        clearTimeout(timer);
        wanted = Number.POSITIVE_INFINITY;
        done.resolve(delivered);
      };
      const timer = setTimeout(finish, withinMs);
      reached = finish;
      wanted = deliveries;
      if (delivered >= wanted) finish();
      return done.promise;
    },
    deliveries: () => delivered,
    repeats: () => repeated,
    latencies: () => ({ p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) }),
    onDelivery(listener) {
      tellDelivery = listener;
    },
  };
}
