import { expect, it } from 'vitest';
import { describeFault } from './faults.ts';

it.each([
  [`Unexpected token 'D', "Dear Ben, I " is not valid JSON`, 'Dear Ben'],
  ['could not read «ci vediamo alle otto»', 'alle otto'],
  ['GET https://chat.example/files?token=abcdef failed', 'abcdef'],
  ['bad id 0199f3a2b7c47d5e8f60123456789abcdef', '0199f3a2'],
])('leaves out what somebody wrote or must keep to themselves: %s', (message, secret) => {
  expect(describeFault(new Error(message))).not.toContain(secret);
});

it('says what kind of error it was and where', () => {
  const error = new TypeError('x is undefined');
  error.stack = 'TypeError: x is undefined\n    at draw (https://chat.example/assets/shell-abc.js:1:234)';
  expect(describeFault(error)).toBe(
    'TypeError: x is undefined at draw (https://chat.example/assets/shell-abc.js:1:234)',
  );
});

it('takes whatever was thrown', () => {
  expect(describeFault(undefined)).toBe('undefined');
});
