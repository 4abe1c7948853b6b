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
        head,
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
      for (const seq of seqs) sequence.offer(entry(seq));
      await sequence.catchUp();
      expect(sequence.waiting()).toBe(0);
      sequence.close();
      expect(delivered).toEqual(all.slice(head));
    }),
  );
});

it('asks the log by itself when a predecessor stays away', async () => {
  const delivered: number[] = [];
  await new Promise<void>((resolve) => {
    const sequence = createSequence({
      head: 0,
      readAfter: async (seq) => [entry(seq + 1)].filter(({ seq: place }) => place <= 3),
      deliver: ({ seq }) => {
        delivered.push(seq);
        if (seq === 3) resolve();
      },
      onError: (error) => {
        throw error;
      },
    });
    sequence.offer(entry(3));
  });
  expect(delivered).toEqual([1, 2, 3]);
});

it('reads once more when a reading was under way before there was anything to read', async () => {
  let there = 0;
  let readings = 0;
  const sequence = createSequence({
    head: 0,
    readAfter: async (seq) => {
      const seen = there;
      readings += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return all.filter((place) => place > seq && place <= seen).map(entry);
    },
    deliver: () => {},
    onError: (error) => {
      throw error;
    },
  });
  const early = sequence.catchUp();
  there = 4;
  await sequence.catchUp(4);
  expect(sequence.head()).toBe(4);
  await early;
  await sequence.catchUp(4);
  expect(readings).toBe(3);
});
