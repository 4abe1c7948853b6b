import { expect, it } from 'vitest';
import { spanAfter, spanAt, spanBefore, withSpan, type Span } from './spans.ts';

it('joins what touches and keeps apart what does not', () => {
  const spans: Span[] = [
    [0, 4],
    [10, 12],
  ];
  expect(withSpan(spans, [6, 8])).toEqual([
    [0, 4],
    [6, 8],
    [10, 12],
  ]);
  expect(withSpan(spans, [5, 9])).toEqual([[0, 12]]);
  expect(withSpan(spans, [11, 11])).toEqual(spans);
  expect(withSpan([], [3, 3])).toEqual([[3, 3]]);
});

it('whatever the order in which places are heard of, the same is known', () => {
  const places = [9, 1, 3, 2, 8, 5];
  const orders = [places, places.toReversed(), places.toSorted((a, b) => a - b)];
  const known = orders.map((order) => order.reduce<readonly Span[]>((spans, seq) => withSpan(spans, [seq, seq]), []));
  for (const spans of known) {
    expect(spans).toEqual([
      [0, 3],
      [5, 5],
      [8, 9],
    ]);
  }
});

it('finds the stretch that holds a place, or the nearest', () => {
  const spans: Span[] = [
    [0, 4],
    [10, 12],
  ];
  expect([spanAt(spans, 4), spanAt(spans, 7)]).toEqual([[0, 4], null]);
  expect([spanBefore(spans, 7), spanAfter(spans, 7)]).toEqual([
    [0, 4],
    [10, 12],
  ]);
});

it('knows that nothing comes before the first entry of a log', () => {
  expect(withSpan([], [1, 1])).toEqual([[0, 1]]);
  expect(withSpan([[2, 4]], [1, 1])).toEqual([[0, 4]]);
});
