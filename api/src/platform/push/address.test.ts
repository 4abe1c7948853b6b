import { expect, it } from 'vitest';
import { areOutside, lookUpOutside } from './address.ts';

it.each([
  '127.0.0.1',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '203.0.113.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:7f00:1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  'fe80::1',
  'fc00::1',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
])('refuses %s, also among others', (address) => {
  const family = address.includes(':') ? 6 : 4;
  expect(areOutside([{ address, family }])).toBe(false);
  expect(
    areOutside([
      { address: '8.8.8.8', family: 4 },
      { address, family },
    ]),
  ).toBe(false);
});

it.each(['8.8.8.8', '142.250.180.10', '172.32.0.1', '2606:4700::1111', '2a00:1450:4002:402::200a'])(
  'allows %s',
  (address) => {
    expect(areOutside([{ address, family: address.includes(':') ? 6 : 4 }])).toBe(true);
  },
);

it('refuses a connection to a name that leads to this machine', async () => {
  for (const all of [true, false]) {
    const error = await new Promise((done) => lookUpOutside('localhost', { all }, (refused) => done(refused)));
    expect(error).toMatchObject({ code: 'ADDRESS_REFUSED' });
  }
});
