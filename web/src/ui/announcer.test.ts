import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { announce, announcements } from './announcer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

const words = () => announcements.value.map((each) => each.words);

it('says everything it is given, the same words twice included', () => {
  announce('Ben: Hello');
  announce('Ben: Hello');
  expect(words()).toEqual(['Ben: Hello', 'Ben: Hello']);
  expect(new Set(announcements.value.map(({ id }) => id)).size).toBe(2);
});

it('is silent again after a while', () => {
  announce('Ben: Hello');
  vi.advanceTimersByTime(60_000);
  expect(words()).toEqual([]);
});
