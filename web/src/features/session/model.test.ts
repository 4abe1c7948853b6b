import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { Credentials, deviceName, problemsOf, Registration } from './model.ts';

function problems(input: { username: string; displayName: string; password: string }) {
  const parsed = v.safeParse(Registration, input);
  return parsed.success ? {} : problemsOf(parsed.issues);
}

const fine = { username: 'ada.m', displayName: 'Ada', password: 'a long enough one' };

describe('a registration', () => {
  it('forgives capitals, spaces and the @ in a username', () => {
    expect(v.parse(Registration, { ...fine, username: ' @Ada.M ' }).username).toBe('ada.m');
  });

  it.each([
    ['ad', 'usernameShort'],
    ['a'.repeat(33), 'usernameLong'],
    ['ada moretti', 'usernameLetters'],
    ['adà', 'usernameLetters'],
  ])('says beside the field what is wrong with the username %s', (username, problem) => {
    expect(problems({ ...fine, username })).toEqual({ username: problem });
  });

  it('says one thing for each field', () => {
    expect(problems({ username: '', displayName: ' ', password: 'short' })).toEqual({
      username: 'usernameShort',
      displayName: 'displayNameMissing',
      password: 'passwordShort',
    });
  });
});

it('lets old accounts log in whatever rules they were made under', () => {
  expect(v.safeParse(Credentials, { username: 'ab', password: 'x' }).success).toBe(true);
});

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'Firefox · Linux'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile Safari/604.1',
    'Safari · iPhone',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0', 'Edge · Windows'],
  ['curl/8.9', 'curl/8.9'],
  [null, null],
])('names the device behind %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
