import type { Gauge } from 'prom-client';

const OPERATIONS_MAX = 100;
const SUBSCRIPTIONS_MAX = 10;

/** The operations that run on one socket, from their first frame until nothing of them is left. */
export type Running = Readonly<{
  /** @returns whether no operation with this id is running; one that was cancelled runs until it has ended */
  isFree(id: string): boolean;
  /** Notes one more. @returns what there would be too many of, or null */
  begin(id: string): string | null;
  /** Notes that it is a subscription. @returns what there would be too many of, or null */
  subscribe(id: string): string | null;
  isSubscription(id: string): boolean;
  end(id: string): void;
  endAll(): void;
}>;

export function createRunning(gauge: Gauge): Running {
  const operations = new Set<string>();
  const subscriptions = new Set<string>();
  return {
    isFree: (id) => !operations.has(id),
    isSubscription: (id) => subscriptions.has(id),
    begin(id) {
      if (operations.size >= OPERATIONS_MAX) return `${OPERATIONS_MAX} operations`;
      operations.add(id);
      return null;
    },
    subscribe(id) {
      if (subscriptions.size >= SUBSCRIPTIONS_MAX) return `${SUBSCRIPTIONS_MAX} subscriptions`;
      subscriptions.add(id);
      gauge.inc();
      return null;
    },
    end(id) {
      operations.delete(id);
      if (subscriptions.delete(id)) gauge.dec();
    },
    endAll() {
      gauge.dec(subscriptions.size);
      operations.clear();
      subscriptions.clear();
    },
  };
}
