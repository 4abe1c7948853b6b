import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { announcements, hush } from '../announcer.ts';
import { dismiss, holdToasts, releaseToasts, toast, toasts } from './toasts.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  for (const { id } of toasts.value) dismiss(id);
  hush();
  vi.useRealTimers();
});

const read = () => announcements.value.map(({ words }) => words.trim());
const shown = () => toasts.value.map(({ words }) => words);

it('shows what was done for a while and reads it out', () => {
  toast('Copied');
  expect(shown()).toEqual(['Copied']);
  expect(read()).toEqual(['Copied']);
  vi.advanceTimersByTime(6_000);
  expect(shown()).toEqual([]);
});

it('stays longer when there is something to do, and says what', () => {
  toast('Deleted', { words: 'Undo', act: () => {} });
  expect(read()).toEqual(['Deleted Undo']);
  vi.advanceTimersByTime(9_000);
  expect(shown()).toEqual(['Deleted']);
});

it('stays for as long as the pointer or the focus is on it', () => {
  toast('Copied');
  holdToasts();
  vi.advanceTimersByTime(60_000);
  expect(shown()).toEqual(['Copied']);
  releaseToasts();
  vi.advanceTimersByTime(6_000);
  expect(shown()).toEqual([]);
});

it('shows three at once and lets the oldest go', () => {
  for (const words of ['one', 'two', 'three', 'four']) toast(words);
  expect(shown()).toEqual(['two', 'three', 'four']);
});
