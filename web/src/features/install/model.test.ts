import { expect, it } from 'vitest';
import { hasSeenValue } from './model.ts';

const NOON = new Date(2026, 10, 22, 12).getTime();
const DAY_MS = 86_400_000;

it.each([
  ['nobody on the first day', { firstSeenAt: NOON - 3_600_000, sent: 4 }, false],
  ['somebody who wrote five messages', { firstSeenAt: NOON, sent: 5 }, true],
  ['somebody who came back the next day', { firstSeenAt: NOON - DAY_MS, sent: 0 }, true],
])('is offered to %s: %o', (_who, use, offered) => {
  expect(hasSeenValue(use, NOON)).toBe(offered);
});
