// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { mutate, news } from './client.ts';
import { LogOut } from './documents/session.ts';

let told: string[] = [];

beforeEach(() => {
  told = [];
  news.answered = () => told.push('answered');
  news.signedOut = () => told.push('signed out');
});
afterEach(() => vi.unstubAllGlobals());

function server(answer: () => Response): void {
  vi.stubGlobal('fetch', async () => answer());
}

const refusal = (extensions: object) => Response.json({ errors: [{ message: 'No.', extensions }], data: null });

it('hands over what the server says, and tells that it is there', async () => {
  server(() => Response.json({ data: { logOut: { __typename: 'LogOutSuccess' } } }));
  expect(await mutate(LogOut, {})).toEqual({ ok: true, data: { logOut: { __typename: 'LogOutSuccess' } } });
  expect(told).toEqual(['answered']);
});

it('asks in words that the server can read', async () => {
  const asked = vi.fn<typeof fetch>(async () => Response.json({ data: {} }));
  vi.stubGlobal('fetch', asked);
  await mutate(LogOut, {});
  const [url, init] = asked.mock.calls[0] ?? [];
  expect(url).toBe('/graphql');
  expect(JSON.parse(String(init?.body))).toMatchObject({
    query: expect.stringMatching(/^mutation LogOut/),
    variables: {},
  });
});

it.each([
  ['that it is signed out', () => refusal({ code: 'UNAUTHENTICATED' }), { fault: 'signed-out' }],
  ['a proxy that wants a password', () => new Response('no', { status: 401 }), { fault: 'offline' }],
  ['too much', () => refusal({ code: 'RATE_LIMITED', retryAfter: 7 }), { fault: 'rate-limited', retryAfterS: 7 }],
  ['without its database', () => refusal({ code: 'UNAVAILABLE', requestId: 'r1' }), { fault: 'unavailable' }],
  ['broken', () => refusal({ requestId: 'r1' }), { fault: 'server', requestId: 'r1' }],
  ['words that are not ours', () => Response.json({}), { fault: 'offline' }],
  ['errors that are not ours', () => Response.json({ errors: 'no session', data: {} }), { fault: 'offline' }],
  ['empty errors', () => Response.json({ errors: [null, 'no', {}] }), { fault: 'offline' }],
  ['a proxy that has no server', () => new Response('<h1>Bad gateway</h1>', { status: 502 }), { fault: 'offline' }],
  [
    'nobody',
    () => {
      throw new TypeError('Failed to fetch');
    },
    { fault: 'offline' },
  ],
])('knows %s', async (_what, answer, fault) => {
  server(answer);
  expect(await mutate(LogOut, {})).toEqual({ ok: false, ...fault });
  expect(told).toEqual(fault.fault === 'signed-out' ? ['signed out'] : []);
});
