import { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressOf, isHttps } from './proxy.ts';

const DIRECT = '192.0.2.1';

/** A request from DIRECT with these headers. */
function from(headers: Readonly<Record<string, string>>) {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: DIRECT });
  return { headers, socket };
}

it('believes nobody when no proxy is ours', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (hops, scheme) => {
      const request = from({
        'x-forwarded-for': hops,
        'x-forwarded-proto': scheme,
        forwarded: `for=${hops}`,
        'x-real-ip': hops,
      });
      return addressOf(request, 0) === DIRECT && !isHttps(request, 0);
    }),
  );
  expect(isHttps(from({ 'x-forwarded-proto': 'https' }), 0)).toBe(false);
});

it('believes what our proxies added, and nothing that was there before', () => {
  fc.assert(
    fc.property(fc.array(fc.ipV4()), fc.ipV4(), fc.ipV4(), (claimed, client, outer) => {
      const one = from({ 'x-forwarded-for': [...claimed, client].join(', ') });
      const two = from({ 'x-forwarded-for': [...claimed, client, outer].join(',') });
      return addressOf(one, 1) === client && addressOf(two, 2) === client;
    }),
  );
});

it('falls back on the direct address when a request came around the proxies', () => {
  expect(addressOf(from({}), 1)).toBe(DIRECT);
  expect(addressOf(from({ 'x-forwarded-for': '' }), 1)).toBe(DIRECT);
  expect(addressOf(from({ 'x-forwarded-for': '198.51.100.7' }), 2)).toBe(DIRECT);
});

it('takes the word of our proxy that the browser spoke https', () => {
  expect(isHttps(from({ 'x-forwarded-proto': 'https' }), 1)).toBe(true);
  expect(isHttps(from({ 'x-forwarded-proto': 'http' }), 1)).toBe(false);
  expect(isHttps(from({}), 1)).toBe(false);
});
