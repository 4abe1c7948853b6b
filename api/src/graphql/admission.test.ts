import { expect, it } from 'vitest';
import { createAdmission } from './admission.ts';

const AT_ONCE = 12;

async function fill(admission: ReturnType<typeof createAdmission>): Promise<(() => void)[]> {
  return Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const turn = await admission.enter();
      if (typeof turn === 'number') throw new Error('turned away');
      return turn;
    }),
  );
}

it('lets twelve in at once, and one more for each that is done', async () => {
  const admission = createAdmission();
  const turns = await fill(admission);
  let isIn = false;
  const come = async () => {
    await admission.enter();
    isIn = true;
  };
  const next = come();
  await new Promise((resolve) => setImmediate(resolve));
  expect([isIn, admission.waiting()]).toEqual([false, 1]);
  turns[0]?.();
  // Said twice, it hands on one place.
  turns[0]?.();
  await next;
  expect([isIn, admission.waiting()]).toEqual([true, 0]);
});

it('lets those go on who are in, before those who are not', async () => {
  const admission = createAdmission();
  const turns = await fill(admission);
  const order: string[] = [];
  const waiting = [
    admission.enter().then(() => order.push('comes')),
    admission.goOn().then(() => order.push('goes on')),
  ];
  turns[0]?.();
  turns[1]?.();
  await Promise.all(waiting);
  expect(order).toEqual(['goes on', 'comes']);
});

it('turns a crowd away that would wait too long, each for another time, and nobody for more than ten seconds', async () => {
  const chances = [0, 0.5, 0.999];
  const admission = createAdmission(() => chances.shift() ?? 0);
  await fill(admission);
  const told: number[] = [];
  const decide = async () => {
    const turn = await admission.enter();
    if (typeof turn === 'number') told.push(turn);
  };
  // Nobody is done meanwhile: whoever can wait stays in the queue.
  for (let nth = 0; nth < 100_000 && told.length < 3; nth++) {
    void decide();
    await Promise.resolve();
  }
  expect(told).toEqual([2, 6, 10]);
  expect(admission.waiting()).toBeGreaterThan(1_000);
});
