import { estimateStorage, isStorageKept } from './device-storage.ts';
import { recentFaults } from './faults.ts';

/** What helps whoever runs the server to understand a fault: the browser, the app, the device's room. No texts, no names, no tokens. */
export async function diagnostics(): Promise<string> {
  const [estimate, kept, worker] = await Promise.all([estimateStorage(), isStorageKept(), workerState()]);
  return [
    `Ruggine ${__APP_VERSION__} (${buildName()}), ${new Date().toISOString()}`,
    `Page: ${location.origin}${shapeOf(location.pathname)}`,
    `Browser: ${navigator.userAgent}`,
    `Languages: ${navigator.languages.join(', ')}; screen ${innerWidth}×${innerHeight} at ${devicePixelRatio}`,
    `Online by the browser: ${navigator.onLine}; worker: ${worker}; databases: ${'indexedDB' in globalThis}`,
    estimate === null
      ? 'Storage: unknown'
      : `Storage: ${estimate.usedBytes} of ${estimate.quotaBytes} bytes, databases ${estimate.databaseBytes ?? '?'}, kept: ${kept ?? '?'}`,
    recentFaults.length === 0 ? 'Errors: none seen' : 'Errors:',
    ...recentFaults.map(({ at, what }) => `  ${new Date(at).toISOString()} ${what}`),
  ].join('\n');
}

/** The names of the files carry a hash of what is in them. */
function buildName(): string {
  const files = document.querySelectorAll<HTMLScriptElement>('script[type="module"][src]');
  return [...files].map(({ src }) => src.slice(src.lastIndexOf('/') + 1)).join(', ');
}

/** Which page, not which chat. */
function shapeOf(path: string): string {
  return path.replaceAll(/[^/]{16,}/g, '…');
}

async function workerState(): Promise<string> {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    return registration?.active?.state ?? 'none';
  } catch {
    return 'barred';
  }
}
