const OPERATIONS_MAX = 100;
const SUBSCRIPTIONS_MAX = 10;

/** The operations that run on one socket, from their first frame until nothing of them is left, by their ids. */
export type Running = Map<string, 'operation' | 'subscription'>;

/** Notes one more. @returns what there would be too many of, or null */
export function begin(running: Running, id: string): string | null {
  if (running.size >= OPERATIONS_MAX) return `${OPERATIONS_MAX} operations`;
  running.set(id, 'operation');
  return null;
}

/** Notes that it is a subscription. @returns what there would be too many of, or null */
export function beginSubscription(running: Running, id: string): string | null {
  let count = 0;
  for (const kind of running.values()) if (kind === 'subscription') count += 1;
  if (count >= SUBSCRIPTIONS_MAX) return `${SUBSCRIPTIONS_MAX} subscriptions`;
  running.set(id, 'subscription');
  return null;
}

export function isSubscription(running: Running, id: string): boolean {
  return running.get(id) === 'subscription';
}
