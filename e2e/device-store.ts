import type { JSHandle, Page } from 'playwright-core';

/** A row of the device's store: web/src/sync/records.ts. */
export type Kept = Readonly<Record<string, unknown>>;

/** All rows of some stores of the account's database in a browser, read in one transaction. */
export function readStores<Row>(page: Page, names: readonly string[]): Promise<Record<string, Row[]>> {
  return withDatabase(page, (database) =>
    database.evaluate(async (db, stores) => {
      const work = db.transaction(stores);
      const reads = stores.map((store): [string, IDBRequest<Row[]>] => [store, work.objectStore(store).getAll()]);
      await new Promise((resolve) => work.addEventListener('complete', resolve));
      return Object.fromEntries(reads.map(([store, { result }]): [string, Row[]] => [store, result]));
    }, names),
  );
}

export function countRows(page: Page, name: string): Promise<number> {
  return withDatabase(page, (database) =>
    database.evaluate(async (db, store) => {
      const counting = db.transaction(store).objectStore(store).count();
      await new Promise((resolve) => counting.addEventListener('success', resolve));
      return counting.result;
    }, name),
  );
}

export function putRows(page: Page, name: string, rows: readonly Kept[]): Promise<void> {
  return withDatabase(page, (database) =>
    database.evaluate(
      async (db, [store, records]) => {
        const writing = db.transaction(store, 'readwrite');
        for (const record of records) writing.objectStore(store).put(record);
        await new Promise<void>((resolve, reject) => {
          writing.addEventListener('complete', () => resolve());
          writing.addEventListener('abort', () => reject(writing.error));
        });
      },
      [name, rows] as const,
    ),
  );
}

async function withDatabase<T>(page: Page, work: (database: JSHandle<IDBDatabase>) => Promise<T>): Promise<T> {
  const database = await page.evaluateHandle(async () => {
    const { name = '' } = (await indexedDB.databases()).find((each) => each.name?.startsWith('ruggine:')) ?? {};
    const opening = indexedDB.open(name);
    await new Promise((resolve, reject) => {
      opening.addEventListener('success', resolve);
      opening.addEventListener('error', () => reject(opening.error));
    });
    return opening.result;
  });
  try {
    return await work(database);
  } finally {
    await database.evaluate((db) => db.close());
    await database.dispose();
  }
}
