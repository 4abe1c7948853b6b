import { expect, it } from 'vitest';
import { addUsernames } from './usernames.ts';

it('takes several names at once, however they are parted', () => {
  expect(addUsernames([], 'ben, @Cy;dora  ed')).toEqual(['ben', 'cy', 'dora', 'ed']);
});

it('keeps each name once', () => {
  expect(addUsernames(['ben'], 'BEN cy ben')).toEqual(['ben', 'cy']);
});

it('adds nothing for nothing', () => {
  expect(addUsernames(['ben'], ' , ')).toEqual(['ben']);
});
