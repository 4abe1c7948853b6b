import { expect, it } from 'vitest';
import { markOf, STEPS, type Mark, type Step } from './use-trial.ts';

it.each<[string, { at: Step; how: 'waiting' | 'failed' | 'done' } | null, Mark[]]>([
  ['before it', null, ['to-come', 'to-come', 'to-come', 'to-come']],
  ['asking', { at: 'server', how: 'waiting' }, ['waiting', 'to-come', 'to-come', 'to-come']],
  ['refused', { at: 'taken', how: 'failed' }, ['done', 'failed', 'to-come', 'to-come']],
  ['under way', { at: 'arrived', how: 'waiting' }, ['done', 'done', 'waiting', 'to-come']],
  ['shown', { at: 'shown', how: 'done' }, ['done', 'done', 'done', 'done']],
])('shows how far a trial ring has come: %s', (_when, trial, marks) => {
  expect(STEPS.map((step) => markOf(step, trial))).toEqual(marks);
});
