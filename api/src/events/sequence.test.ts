import fc from 'fast-check';
import { expect, it } from 'vitest';
import { positionBelow } from './cursor.ts';
import type { ChatEntry } from './entry.ts';
import { createSequence } from './sequence.ts';

function entry(seq: number): ChatEntry {
  const position = { ...positionBelow(1n), after: BigInt(seq) };
  const addressed = { chatId: 'chat', seq, userId: null, admits: null, dismisses: null };
  return { id: String(seq), kind: 'MessageSent', subjectId: 'row', at: new Date(0), position, ...addressed };
}

const LAST = 30;
const all = Array.from({ length: LAST }, (_, place) => place + 1);

it('delivers each place once and in order, whatever the bus loses, repeats and shuffles', async () => {
  // What comes over the bus: any selection of the entries, repeats among them, in any order.
  const told = fc.array(fc.integer({ min: 1, max: LAST }), { maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(told, fc.integer({ min: 0, max: LAST }), async (seqs, head) => {
      const delivered: number[] = [];
      const sequence = createSequence({
        readAfter: async (seq) =>
          all
            .filter((place) => place > seq)
            .slice(0, 7)
            .map(entry),
        deliver: ({ seq }) => delivered.push(seq),
        onError: (error) => {
          throw error;
        },
      });
      const half = Math.floor(seqs.length / 2);
      for (const seq of seqs.slice(0, half)) sequence.offer(entry(seq));
      sequence.startAt(head);
      for (const seq of seqs.slice(half)) sequence.offer(entry(seq));
      await sequence.catchUp();
      sequence.close();
      const first = Math.min(head, ...seqs.slice(0, half).map((seq) => seq - 1));
      expect(delivered).toEqual(all.slice(first));
    }),
  );
});

it('asks the log by itself when a predecessor stays away', async () => {
  const delivered: number[] = [];
  await new Promise<void>((resolve) => {
    const sequence = createSequence({
      readAfter: async (seq) => [entry(seq + 1)].filter(({ seq: place }) => place <= 3),
      deliver: ({ seq }) => {
        delivered.push(seq);
        if (seq === 3) resolve();
      },
      onError: (error) => {
        throw error;
      },
    });
    sequence.startAt(0);
    sequence.offer(entry(3));
  });
  expect(delivered).toEqual([1, 2, 3]);
});
