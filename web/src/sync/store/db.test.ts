// @vitest-environment node
import { Dexie } from 'dexie';
import { expect, it } from 'vitest';
import { wentAway } from './db.ts';

const barred = new Dexie.OpenFailedError(new DOMException('No.', 'SecurityError'));
const lost = new DOMException('Connection to Indexed Database server lost.', 'UnknownError');

it.each([
  ['closed under us', new Dexie.DatabaseClosedError()],
  ['closed while it was opened', new Dexie.DatabaseClosedError(new Dexie.DatabaseClosedError())],
  ['could not be opened since it was taken away', new Dexie.DatabaseClosedError(lost)],
  ['could not be opened since it was thrown away', new Dexie.DatabaseClosedError(new Dexie.OpenFailedError(lost))],
  ['a request without its connection', new Dexie.UnknownError(lost)],
  ['a transaction without its connection', new Dexie.AbortError(lost)],
  ['a transaction that the browser ended without a word', new Dexie.AbortError()],
])('comes back: %s', (_how, error) => {
  expect(wentAway(error)).toBe(true);
});

it.each([
  ['the browser bars it', barred],
  ['the browser has barred it', new Dexie.DatabaseClosedError(barred)],
  ['there is none in this browser', new Dexie.DatabaseClosedError(new Dexie.MissingAPIError())],
  ['no room', new Dexie.AbortError(new DOMException('Full.', 'QuotaExceededError'))],
  ['of ours', new Error('DatabaseClosedError')],
])('does not come back: %s', (_how, error) => {
  expect(wentAway(error)).toBe(false);
});
