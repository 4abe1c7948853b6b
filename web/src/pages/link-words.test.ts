import { effectScope, nextTick, shallowRef } from 'vue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Link } from '../sync/link.ts';
import { useLinkWords } from './use-link-words.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function follow(first: Link) {
  const link = shallowRef<Link>(first);
  const scope = effectScope();
  const told = scope.run(() => useLinkWords(link));
  return {
    told: () => told?.value,
    async becomes(next: Link): Promise<void> {
      link.value = next;
      await nextTick();
    },
  };
}

it('says nothing of a short break', async () => {
  const line = follow('live');
  await line.becomes('down');
  vi.advanceTimersByTime(1_900);
  expect(line.told()).toBeNull();
  await line.becomes('live');
  vi.advanceTimersByTime(60_000);
  expect(line.told()).toBeNull();
});

it('counts the two seconds from the break, however the line tries meanwhile', async () => {
  const line = follow('live');
  await line.becomes('down');
  vi.advanceTimersByTime(1_500);
  await line.becomes('connecting');
  vi.advanceTimersByTime(500);
  expect(line.told()).toBe('connecting');
});

it('follows what comes next at once, and tells the good news for a moment', async () => {
  const line = follow('down');
  vi.advanceTimersByTime(2_000);
  expect(line.told()).toBe('down');
  await line.becomes('connecting');
  expect(line.told()).toBe('connecting');
  await line.becomes('live');
  expect(line.told()).toBe('live');
  vi.advanceTimersByTime(2_000);
  expect(line.told()).toBeNull();
});

it('waits again for the next break', async () => {
  const line = follow('down');
  vi.advanceTimersByTime(2_000);
  await line.becomes('live');
  await line.becomes('down');
  expect(line.told()).toBeNull();
  vi.advanceTimersByTime(2_000);
  expect(line.told()).toBe('down');
});
