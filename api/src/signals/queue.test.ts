import { expect, it } from 'vitest';
import { createQueue, QUEUE_LIMIT } from './queue.ts';
import type { Signal } from './signal.ts';

const read = (chatId: string, seq: number): Signal => ({ kind: 'ReadPosition', chatId, userId: 'ann', seq });

it('keeps the newest signal of each person, chat and kind', async () => {
  const queue = createQueue();
  for (const signal of [read('one', 1), read('other', 1), read('one', 2)]) queue.put(signal);
  queue.put({ kind: 'DeliveredPosition', chatId: 'one', userId: 'ann', seq: 1 });
  expect([await queue.take(), await queue.take(), await queue.take()]).toEqual([
    read('one', 2),
    read('other', 1),
    { kind: 'DeliveredPosition', chatId: 'one', userId: 'ann', seq: 1 },
  ]);
});

it('holds no more than it may, and still takes what replaces something', async () => {
  const queue = createQueue();
  const taken = Array.from({ length: QUEUE_LIMIT + 10 }, (_, chat) => queue.put(read(String(chat), 1)));
  expect(taken.filter(Boolean)).toHaveLength(QUEUE_LIMIT);
  expect(queue.put(read('0', 2))).toBe(true);
  expect(await queue.take()).toEqual(read('0', 2));
});

it('ends who waits when it closes', async () => {
  const queue = createQueue();
  const waiting = queue.take();
  queue.close();
  expect([await waiting, queue.put(read('one', 1)), await queue.take()]).toEqual([null, false, null]);
});
