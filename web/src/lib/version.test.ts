import { expect, it } from 'vitest';
import { isOlder } from './version.ts';

it.each([
  ['0.1.0', '0.2.0', true],
  ['0.9.9', '0.10.0', true],
  ['1.0.0', '0.10.0', false],
  ['1.2.3', '1.2.3', false],
  ['1.2.3', '1.2.4', true],
  ['dev', '1.0.0', false],
  ['1.0.0', 'soon', false],
])('%s before %s: %s', (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});
