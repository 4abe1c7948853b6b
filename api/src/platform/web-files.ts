import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptHashes } from './script-hashes.ts';

/** Where `pnpm --filter web build` puts the app. */
export const WEB_FOLDER = fileURLToPath(new URL('../../../web/dist', import.meta.url));

/** What the app's pages may load: our own files, our own sockets, and the scripts that stand in its page. */
export function contentPolicy(folder = WEB_FOLDER) {
  return {
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'script-src': ["'self'", ...hashesOf(join(folder, 'index.html'))],
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'blob:', 'data:'],
      'connect-src': ["'self'", 'ws:', 'wss:'],
      'worker-src': ["'self'"],
      'manifest-src': ["'self'"],
      'base-uri': ["'none'"],
      'object-src': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
      'require-trusted-types-for': ["'script'"],
      'trusted-types': ['vue', 'sw'],
    },
  };
}

/** As it was when the node started, which is when the app is built. */
function hashesOf(page: string): string[] {
  return existsSync(page) ? scriptHashes(readFileSync(page, 'utf8')) : [];
}

/** Files with a hash in their name never change; all others are asked for again each time. */
export function webHeaders(reply: Readonly<{ header: (name: string, value: string) => unknown }>, path: string): void {
  const lasting = /[\\/]assets[\\/]/.test(path);
  reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
}
