import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openCursor, positionBelow, sealCursor, type Position } from './cursor.ts';

const identity = { epoch: '0198c7a2-6f3e-7c1a-8d2b-1f0e9a6b5c4d', secret: new Uint8Array(32).fill(7) };
const number = fc.bigInt({ min: 0n, max: 2n ** 63n - 2n });
const snapshot = fc
  .tuple(number, number, fc.array(number, { maxLength: 89 }))
  .map(([xmin, xmax, running]) => `${xmin}:${xmax}:${running.join(',')}`);
const position: fc.Arbitrary<Position> = fc.record({
  base: number,
  seen: snapshot,
  after: fc.oneof(number, fc.constant(2n ** 63n - 1n)),
});

it('says the same when opened as when sealed', () => {
  fc.assert(
    fc.property(position, (sealed) => {
      expect(openCursor(sealCursor(sealed, identity), identity)).toEqual(sealed);
    }),
  );
});

it('stays within what its description promises', () => {
  const running = (count: number) => Array.from({ length: count }, (_, nth) => 2n ** 40n + BigInt(nth)).join(',');
  for (const count of [100, 101, 1_000]) {
    const longest = {
      base: 2n ** 40n,
      seen: `${2n ** 40n}:${2n ** 41n}:${running(count)}`,
      after: 2n ** 62n,
    };
    expect(sealCursor(longest, identity).length).toBeLessThanOrEqual(2_000);
  }
});

it('notices when any character was changed', () => {
  fc.assert(
    fc.property(position, fc.nat(), fc.constantFrom(...'ABCabc019-_=+/ .'), (sealed, at, character) => {
      const cursor = sealCursor(sealed, identity);
      const place = at % cursor.length;
      const changed = cursor.slice(0, place) + character + cursor.slice(place + 1);
      fc.pre(changed !== cursor);
      expect(openCursor(changed, identity)).toBe('TAMPERED');
    }),
  );
});

it('refuses whatever else it is given', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(openCursor(text, identity)).toBe('TAMPERED');
    }),
  );
});

it('refuses cursors of another key, and tells those of another history', () => {
  const cursor = sealCursor(positionBelow(1n), identity);
  expect(openCursor(cursor, { ...identity, secret: new Uint8Array(32) })).toBe('TAMPERED');
  expect(openCursor(cursor, { ...identity, epoch: '0198c7a2-6f3e-7c1a-8d2b-000000000000' })).toBe('OTHER_EPOCH');
});
