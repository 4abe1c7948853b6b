import { createHash } from 'node:crypto';

/** Of each script that stands in a page itself, as a Content-Security-Policy names it. */
export function scriptHashes(html: string): string[] {
  const scripts = html.matchAll(/<script>([\s\S]*?)<\/script>/g);
  return [...scripts].map(([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
}
