import type { IncomingMessage } from 'node:http';

type Request = Pick<IncomingMessage, 'headers' | 'socket'>;

/**
 * The address that a request came from. Only what proxies of ours have added can be believed: with n of them in front
 * that is the n-th entry of X-Forwarded-For from the right.
 */
export function addressOf({ headers, socket }: Request, trustedProxies: number): string {
  const direct = socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return direct;
  const hops = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  return hops.at(-trustedProxies) ?? direct;
}

/** Whether the browser spoke https, to us or to a proxy of ours. */
export function isHttps({ headers }: Request, trustedProxies: number): boolean {
  return trustedProxies > 0 && headers['x-forwarded-proto'] === 'https';
}
