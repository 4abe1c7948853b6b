/** Browsers round these, and some pad them: good for "about how much", not for sums. */
export interface StorageEstimate {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  /** How much of it is databases; null where the browser does not say. */
  readonly databaseBytes: number | null;
}

/** Null where it is barred or unknown: old browsers, private windows, pages without https. */
export async function estimateStorage(): Promise<StorageEstimate | null> {
  const estimate = await ask((storage) => storage.estimate());
  if (estimate?.usage === undefined || estimate.quota === undefined) return null;
  return { usedBytes: estimate.usage, quotaBytes: estimate.quota, databaseBytes: databaseBytesOf(estimate) };
}

/** Whether the browser has promised not to clear what is kept here by itself; null where it promises nothing to anybody. */
export function isStorageKept(): Promise<boolean | null> {
  return ask((storage) => storage.persisted());
}

/** By a click, since some browsers ask the reader. */
export async function askToKeepStorage(): Promise<boolean> {
  return (await ask((storage) => storage.persist())) ?? false;
}

async function ask<Answer>(question: (storage: StorageManager) => Promise<Answer>): Promise<Answer | null> {
  // Without https there is none, whatever the types say.
  if (!('storage' in navigator)) return null;
  try {
    return await question(navigator.storage);
  } catch {
    return null;
  }
}

/** Chromium's own addition. */
function databaseBytesOf(estimate: StorageEstimate | object): number | null {
  if (!('usageDetails' in estimate)) return null;
  const { usageDetails } = estimate;
  if (typeof usageDetails !== 'object' || usageDetails === null || !('indexedDB' in usageDetails)) return null;
  return typeof usageDetails.indexedDB === 'number' ? usageDetails.indexedDB : null;
}
