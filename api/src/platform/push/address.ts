import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Where this server may call on behalf of people who name the address themselves. */
export type Reach = Readonly<{
  /** Names of push services, `*.example.org` for all below; empty for any in the public internet. */
  hosts: readonly string[];
  /** Origins of push services in our own network, where plain http is as good as https. */
  ownServices: readonly string[];
}>;

const ENDPOINT_MAX = 2_000;
/** Names that are given to machines of a network, never to those of the internet. */
const INSIDE = /^[^.]+$|\.(localhost|local|internal|lan|home|corp|intranet|private|home\.arpa)$/;

/** The endpoint in its one way of writing it; null where this server may not call. */
export function readEndpoint(text: string, { hosts, ownServices }: Reach): URL | null {
  if (text.length > ENDPOINT_MAX || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hash !== '') return null;
  if (ownServices.includes(url.origin)) return url;
  const host = url.hostname.replace(/\.$/, '');
  if (url.protocol !== 'https:' || url.port !== '') return null;
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0 || INSIDE.test(host)) return null;
  return hosts.length === 0 || hosts.some((allowed) => matches(host, allowed)) ? url : null;
}

function matches(host: string, allowed: string): boolean {
  return allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) : host === allowed;
}

/** A name leads to an address that this server may not call on anybody's behalf. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/**
 * Resolves a name for a connection, which is made to these very addresses: a name that leads somewhere else the next
 * time it is asked for gains nothing. One address inside is enough to refuse the name.
 */
export const lookUpOutside: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    if (!areOutside(addresses)) return done(new AddressRefused('a push service has an address that is not public'), []);
    if (options.all) return done(null, addresses);
    const [first] = addresses;
    return done(null, first?.address ?? '', first?.family);
  });
};

/** Whether there are addresses, and all of them belong to the public internet. */
export function areOutside(addresses: readonly LookupAddress[]): boolean {
  return addresses.length > 0 && addresses.every(({ address, family }) => isOutside(address, family));
}

function isOutside(address: string, family: number): boolean {
  if (family === 4) return !RESERVED.check(address, 'ipv4');
  return GLOBAL_UNICAST.check(address, 'ipv6') && !RESERVED.check(address, 'ipv6');
}

/** All of IPv6 that was ever given to the internet: what is mapped, translated, local or multicast lies outside. */
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6');

/** What IANA's registries of special-purpose addresses keep from the public internet. */
const RESERVED = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  RESERVED.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  RESERVED.addSubnet(net, prefix, 'ipv6');
