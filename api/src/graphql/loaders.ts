import DataLoader from 'dataloader';
import type { Context } from './context.ts';

type Read<Row> = (context: Context, keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>;

/**
 * Gives each operation a loader of its own: what its fields ask for in one turn is read with one statement, and
 * nothing is remembered beyond that turn.
 * @param read returns what was found, in any order; what it leaves out is null
 */
export function loaderPerOperation<Row>(read: Read<Row>) {
  const loaders = new WeakMap<Context, DataLoader<string, Row | null>>();
  return (context: Context): DataLoader<string, Row | null> => {
    const known = loaders.get(context);
    if (known) return known;
    const loader = new DataLoader<string, Row | null>((keys) => readAll(read, context, keys), {
      // A subscription is one operation for hours: what was read for one event must not answer for the next.
      cache: false,
    });
    loaders.set(context, loader);
    return loader;
  };
}

async function readAll<Row>(read: Read<Row>, context: Context, keys: readonly string[]): Promise<(Row | null)[]> {
  const found = await read(context, [...new Set(keys)]);
  return keys.map((key) => found.get(key) ?? null);
}

/** What must be there, for a foreign key says so. */
export async function required<Row>(row: Promise<Row | null>): Promise<Row> {
  const found = await row;
  if (found === null) throw new Error('a row that is referred to is missing');
  return found;
}
