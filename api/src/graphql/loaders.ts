import DataLoader from 'dataloader';
import type { Log } from '../events/log.ts';
import type { Context } from './context.ts';

/**
 * Gives each operation a loader of its own: what its fields ask for in one turn is read with one statement, and
 * nothing is remembered beyond the operation.
 * @param read returns what was found, in any order; what it leaves out is null
 */
export function loaderPerOperation<Row>(
  read: (log: Log, keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>,
) {
  const loaders = new WeakMap<Context, DataLoader<string, Row | null>>();
  return (context: Context): DataLoader<string, Row | null> => {
    const known = loaders.get(context);
    if (known) return known;
    const loader = new DataLoader<string, Row | null>(async (keys) => {
      const found = await read(context.caller.log, keys);
      return keys.map((key) => found.get(key) ?? null);
    });
    loaders.set(context, loader);
    return loader;
  };
}

/** What must be there, for a foreign key says so. */
export async function required<Row>(row: Promise<Row | null>): Promise<Row> {
  const found = await row;
  if (found === null) throw new Error('a row that is referred to is missing');
  return found;
}
