import DataLoader from 'dataloader';
import type { Log } from '../events/log.ts';
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
    const loader = new DataLoader<string, Row | null>((keys) => inOrder(keys, read(context, [...new Set(keys)])), {
      // A subscription is one operation for hours: what was read for one event must not answer for the next.
      cache: false,
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

/**
 * One loader for all operations of a node, for what is told to many: what they ask for in one turn is read with one
 * statement. Only for what everybody may see who knows its id.
 */
export function loaderPerNode<Row>(read: (log: Log, keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>) {
  const loaders = new WeakMap<Log, DataLoader<string, Row | null>>();
  return (log: Log): DataLoader<string, Row | null> => {
    const known = loaders.get(log);
    if (known) return known;
    const loader = new DataLoader<string, Row | null>((keys) => inOrder(keys, read(log, [...new Set(keys)])), {
      cache: false,
    });
    loaders.set(log, loader);
    return loader;
  };
}

async function inOrder<Row>(
  keys: readonly string[],
  found: Promise<ReadonlyMap<string, Row>>,
): Promise<(Row | null)[]> {
  const rows = await found;
  return keys.map((key) => rows.get(key) ?? null);
}
