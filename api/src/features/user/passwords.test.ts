import bcrypt from 'bcrypt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimited } from '../../platform/limits.ts';
import { hashPassword, isPassword, newPasswordInput, passwordInput } from './passwords.ts';

describe('a hash', () => {
  it('knows all of a long password: one that differs at byte 90 does not match', async () => {
    const long = 'a'.repeat(100);
    const other = `${'a'.repeat(90)}b${'a'.repeat(9)}`;
    const hash = await hashPassword(long);
    expect(await Promise.all([isPassword(long, hash), isPassword(other, hash)])).toEqual([true, false]);
    expect(hash).toMatch(/^1\$2b\$12\$.{53}$/);
  });

  it('knows what comes after a NUL', async () => {
    const hash = await hashPassword('before\0after');
    expect(
      await Promise.all([
        isPassword('before\0after', hash),
        isPassword('before\0other', hash),
        isPassword('before', hash),
      ]),
    ).toEqual([true, false, false]);
  });

  it('is the same person’s on every keyboard: composed and decomposed letters match', async () => {
    expect(await isPassword('Ade\u0301la’s words', await hashPassword('Ad\u00e9la’s words'))).toBe(true);
  });

  it('differs for the same password, and matches nothing where there is none', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).not.toBe(other);
    expect(await Promise.all([isPassword('correct horse', null), isPassword('no password', 'no password')])).toEqual([
      false,
      false,
    ]);
  });
});

describe('a new password', () => {
  it.each([
    ['8 characters', 'q7 xk!z.'],
    ['256 characters', 'x'.repeat(256)],
    ['64 emoji', '😀'.repeat(64)],
    ['256 emoji', '😀'.repeat(256)],
    ['spaces around', '  spaces count  '],
    ['a NUL', 'eight\0char'],
  ])('of %s is taken as it is', (_what, password) => {
    expect(newPasswordInput.parse(password)).toBe(password);
    expect(passwordInput.parse(password)).toBe(password);
  });

  it.each([
    ['7 characters', '7 chars', 'Use at least 8 characters.'],
    ['7 emoji', '😀'.repeat(7), 'Use at least 8 characters.'],
    ['257 characters', 'x'.repeat(257), 'Use at most 256 characters.'],
    ['a word that is tried first', 'Password1', 'This password is too easy to guess.'],
    ['a lone surrogate', 'eight chars \ud800', 'This password contains a broken character.'],
    ['another lone surrogate', '\udfff eight chars', 'This password contains a broken character.'],
  ])('of %s is refused', (_what, password, message) => {
    expect(newPasswordInput.safeParse(password).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });

  it('is refused to log in with as well, when two broken ones would look alike', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => passwordInput.safeParse(text).success === text.isWellFormed(),
      ),
    );
    expect(passwordInput.safeParse('x'.repeat(257)).success).toBe(false);
  });
});

it('lets no more than 52 wait for their turn: the others are told at once to come again', async () => {
  // Of the lowest cost, so that the turns are short.
  const stored = `1${await bcrypt.hash('whatever it is', 4)}`;
  const tries = Array.from({ length: 60 }, () => isPassword('wrong words', stored).catch((error: unknown) => error));
  const answers = await Promise.all(tries);
  expect(answers.slice(0, 52)).toEqual(Array.from({ length: 52 }, () => false));
  for (const refused of answers.slice(52)) expect(refused).toMatchObject({ constructor: RateLimited, retryAfter: 5 });
  expect(await isPassword('wrong words', stored)).toBe(false);
});
