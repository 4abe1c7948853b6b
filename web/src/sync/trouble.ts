import { shallowRef } from 'vue';

/** Why this device cannot keep what it hears; null when it can. `full`: the browser gives no more room. */
export type Trouble = 'full' | 'broken';

export const trouble = shallowRef<Trouble | null>(null);

export function troubleOf(error: unknown): Trouble {
  const inner = error instanceof Error && 'inner' in error ? error.inner : null;
  const names = [error, inner].flatMap((each) =>
    each instanceof Error || each instanceof DOMException ? [each.name] : [],
  );
  return names.includes('QuotaExceededError') ? 'full' : 'broken';
}
