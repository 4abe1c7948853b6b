import { expect, it } from 'vitest';
import { pathOfLink } from './link-path.ts';

it.each([
  ['web+ruggine://chats/Q2hhdDox', '/chats/Q2hhdDox'],
  ['web+ruggine:chats/Q2hhdDox/', '/chats/Q2hhdDox'],
  ['web+ruggine://new/group', '/new/group'],
  ['web+ruggine://invitations', '/invitations'],
  ['web+ruggine://', '/'],
  ['web+ruggine://account', '/'],
  ['web+ruggine:////evil.example/chats/1', '/'],
  ['https://evil.example', '/'],
  [undefined, '/'],
])('%s leads to %s', (link, path) => {
  expect(pathOfLink(link)).toBe(path);
});
