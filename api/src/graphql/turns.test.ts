import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

function busy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

it('does few things at once', () => {
  const inTurn = createTurns();
  const done: number[] = [];
  for (const nth of [1, 2, 3]) inTurn(() => done.push(nth));
  expect(done).toEqual([1, 2, 3]);
});

it('does many things in their order, and lets others have their turn between them', async () => {
  const inTurn = createTurns(2);
  const done: (number | string)[] = [];
  for (let nth = 0; nth < 40; nth++) {
    inTurn(() => {
      busy(0.5);
      done.push(nth);
    });
  }
  expect(done.length).toBeLessThan(10);
  while (done.filter((each) => typeof each === 'number').length < 40) {
    await new Promise((resolve) => setImmediate(resolve));
    done.push('others');
  }
  expect(done.filter((each) => typeof each === 'number')).toEqual(Array.from({ length: 40 }, (_, nth) => nth));
  expect(done.filter((each) => each === 'others').length).toBeGreaterThan(5);
});
