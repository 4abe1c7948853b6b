import type { IncomingHttpHeaders } from 'node:http';

/** Whether a browser page that was served from elsewhere makes the request: then our cookie does not count. */
export function isForeign(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (headers['sec-fetch-site'] === 'cross-site' && !(origin && allowed.includes(origin))) return true;
  if (origin === undefined) return false;
  return !allowed.includes(origin) && hostOf(origin) !== host;
}

/** The host and port of an http(s) origin; null for "null" and for anything else. */
function hostOf(origin: string): string | null {
  if (!/^https?:\/\//.test(origin)) return null;
  return URL.canParse(origin) ? new URL(origin).host : null;
}
