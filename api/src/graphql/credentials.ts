import type { IncomingHttpHeaders } from 'node:http';

/** The __Host- prefix makes browsers insist on Secure, Path=/ and no Domain; without https they would refuse it. */
const SECURE_COOKIE = '__Host-ruggine';
const PLAIN_COOKIE = 'ruggine';
const MAX_AGE_S = 90 * 24 * 3_600;

/** What an Authorization value "Bearer …" brings, be it a token or not; null for another kind of proof or none. */
export function bearerToken(authorization: unknown): string | null {
  if (typeof authorization !== 'string') return null;
  const found = /^Bearer(?: +(.*))?$/i.exec(authorization);
  return found && (found[1] ?? '');
}

/** The token in our cookie, if there is one. */
export function cookieToken({ cookie }: IncomingHttpHeaders, secure: boolean): string | null {
  const name = secure ? SECURE_COOKIE : PLAIN_COOKIE;
  for (const pair of cookie?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return null;
}

/** The Set-Cookie value that signs a browser in, or out with null. */
export function sessionCookie(token: string | null, secure: boolean): string {
  const name = secure ? SECURE_COOKIE : PLAIN_COOKIE;
  const parts = [`${name}=${token ?? ''}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${token ? MAX_AGE_S : 0}`];
  return (secure ? [...parts, 'Secure'] : parts).join('; ');
}
