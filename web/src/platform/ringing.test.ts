import { expect, it } from 'vitest';
import { ringRight, type Capabilities } from './ringing.ts';

const chrome: Capabilities = { push: true, permission: 'default', apple: false, installed: false };

it.each<[string, Partial<Capabilities>, string]>([
  ['asks where nobody has said anything', {}, 'may-ask'],
  ['rings where it may', { permission: 'granted' }, 'allowed'],
  ['does not where it may not', { permission: 'denied' }, 'blocked'],
  ['cannot without push', { push: false }, 'unsupported'],
  ['cannot where there are no notifications', { permission: null }, 'unsupported'],
  ['has to be installed on an iPhone first', { push: false, permission: null, apple: true }, 'install-first'],
  ['asks on an iPhone once it is installed', { apple: true, installed: true }, 'may-ask'],
  ['cannot on an old iPhone, installed or not', { push: false, apple: true, installed: true }, 'unsupported'],
])('%s', (_what, capabilities, right) => {
  expect(ringRight({ ...chrome, ...capabilities })).toBe(right);
});
