import type { Page } from 'playwright-core';

/** Everywhere a page can leave something: databases, caches, storages, notifications, what is on screen. Each as one long text. */
export async function residueOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const databases: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      if (name !== undefined) databases.push(name, JSON.stringify(await readAll(name)));
    }
    const kept: string[] = [];
    for (const name of await caches.keys()) {
      if (name.startsWith('workbox-precache')) continue;
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        kept.push(request.url, (await (await cache.match(request))?.text()) ?? '');
    }
    const registration = await navigator.serviceWorker.getRegistration();
    const shown = (await registration?.getNotifications()) ?? [];
    return {
      databases: databases.join('\n'),
      caches: kept.join('\n'),
      storages: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
      notifications: shown.map(({ title, body, data }) => JSON.stringify({ title, body, data })).join('\n'),
      screen: `${document.title}\n${document.documentElement.outerHTML}`,
    };

    function readAll(name: string): Promise<unknown[]> {
      return new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.addEventListener('error', () => reject(opening.error));
        opening.addEventListener('success', () => {
          const db = opening.result;
          const stores = [...db.objectStoreNames];
          if (stores.length === 0) return resolve([]);
          const work = db.transaction(stores);
          const reads = stores.map((store) => work.objectStore(store).getAll());
          work.addEventListener('complete', () => {
            db.close();
            resolve(reads.map(({ result }) => result));
          });
          work.addEventListener('error', () => reject(work.error));
        });
      });
    }
  });
}
