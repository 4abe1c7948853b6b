import Dexie, { RangeSet, type ObservabilitySet, type Table } from 'dexie';
import { wentAway } from './db.ts';

interface Taker<Row> {
  readonly all: (rows: Row[]) => void;
  /** In the order of the keys; undefined for a row that is gone. */
  readonly some: (keys: readonly string[], rows: readonly (Row | undefined)[]) => void;
}

/**
 * Hands over all rows of a table, and from then on those that change, whichever window or worker changes them: a live query
 * would read a thousand again for one. `filled` resolves with the first reading.
 */
export function followRows<Row, New>(
  table: Table<Row, string, New>,
  take: Taker<Row>,
): { readonly filled: Promise<void>; readonly end: () => void } {
  /** Null: all of them. */
  let due: Set<string> | null = null;
  let reading = false;
  let over = false;
  Dexie.on.storagemutated.subscribe(hear);

  return {
    filled: read(),
    end: () => {
      over = true;
      Dexie.on.storagemutated.unsubscribe(hear);
    },
  };

  function hear(parts: ObservabilitySet): void {
    const changed = changedIn(table, parts);
    if (changed?.size === 0) return;
    due = due === null || changed === null ? null : new Set([...due, ...changed]);
    // It may be told from within a transaction that is over.
    if (!reading) Dexie.ignoreTransaction(() => void read().catch(report));
  }

  /** One reading at a time, so that an older one never comes after a newer. */
  async function read(): Promise<void> {
    reading = true;
    try {
      while (!over && (due === null || due.size > 0)) {
        const keys: readonly string[] | null = due && [...due];
        due = new Set();
        const rows = keys === null ? await table.toArray() : await table.bulkGet([...keys]);
        if (over) return;
        if (keys === null) take.all(rows.filter((row) => row !== undefined));
        else take.some(keys, rows);
      }
    } catch (error) {
      // What was to be read then is not known any more.
      due = null;
      throw error;
    } finally {
      reading = false;
    }
  }
}

/** Which rows of a table have changed, by their keys; null when they are too many to be told one by one. */
function changedIn({ name, db }: Pick<Table, 'name' | 'db'>, parts: ObservabilitySet): Set<string> | null {
  if ('all' in parts) return null;
  const keys = new Set<string>();
  for (const part of ['', ':dels']) {
    const ranges = parts[`idb://${db.name}/${name}/${part}`];
    for (const { from, to } of ranges === undefined ? [] : RangeSet(ranges)) {
      if (typeof from !== 'string' || from !== to) return null;
      keys.add(from);
    }
  }
  return keys;
}

function report(error: unknown): void {
  if (!wentAway(error)) reportError(error);
}
