import { gzipSync } from 'node:zlib';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../testing/person.ts';
import { codesOf, operation, send } from '../testing/send.ts';
import { startWorld, type World } from '../testing/world.ts';

let world: World;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  world = await startWorld();
  ann = await world.person('ann');
  bob = await world.person('bob');
});
afterAll(() => world.close());

const JSON_TYPE = 'application/json';
const WHO = operation('{ viewer { user { username } } }');

it('answers as GraphQL over HTTP says', async () => {
  const results = [];
  for (const audit of serverAudits({ url: `${world.url}/graphql` })) results.push(await audit.fn());
  const wrong = results.filter(({ status }) => status === 'error' || status === 'warn');
  expect(wrong.map(({ name, status }) => `${status}: ${name}`)).toEqual([]);
  expect(results.length).toBeGreaterThan(50);
});

it('refuses every method but POST, whatever comes with it', async () => {
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const answer = await send(world.url, { method, headers: { ...bearer(ann), 'content-type': JSON_TYPE } });
    expect([method, answer.status, answer.headers.allow, ...codesOf(answer.json())]).toEqual([
      method,
      405,
      'POST',
      'METHOD_NOT_ALLOWED',
    ]);
  }
});

describe('a body', () => {
  it.each([
    ['nothing', ''],
    ['half a document', '{"query": "{ __typename }"'],
    ['null', 'null'],
    ['a word', '"query"'],
    ['an empty list', '[]'],
    ['a list of operations', `[${WHO}]`],
    ['a number for a query', '{"query": 7}'],
    ['a word for variables', '{"query": "{ __typename }", "variables": "x"}'],
    ['a stranger among the parameters', '{"query": "{ __typename }", "map": {}}'],
    ['something compressed', gzipSync(WHO)],
  ])('with %s is a bad request', async (_what, body) => {
    const headers = { 'content-type': JSON_TYPE, ...(typeof body !== 'string' && { 'content-encoding': 'gzip' }) };
    const answer = await send(world.url, { headers, body });
    expect([answer.status, ...codesOf(answer.json())]).toEqual([400, 'BAD_REQUEST']);
  });

  it('of more than 100 kB is not read', async () => {
    const answer = await send(world.url, { headers: { 'content-type': JSON_TYPE }, body: 'x'.repeat(100_001) });
    expect([answer.status, ...codesOf(answer.json())]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it.each(['utf-7', 'utf-16', 'utf-16le', 'iso-8859-1', 'utf-8x', ''])(
    'in charset "%s" is not guessed at',
    async (charset) => {
      const body = charset.startsWith('utf-16') ? Buffer.from(WHO, 'utf16le') : WHO;
      const answer = await send(world.url, { headers: { 'content-type': `${JSON_TYPE}; charset=${charset}` }, body });
      expect([answer.status, ...codesOf(answer.json())]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    },
  );
});

describe('who asks', () => {
  it('is who the bearer token says, whatever the cookie says', async () => {
    expect(await viewer({ ...bearer(ann), ...cookie(bob) })).toBe('ann');
    expect(await viewer({ ...bearer(ann), ...cookie(bob), origin: 'https://evil.example' })).toBe('ann');
    expect(await viewer({ authorization: `bearer  ${ann.token}` })).toBe('ann');
    expect(await viewer(cookie(bob))).toBe('bob');
  });

  it('is nobody without a token, with one in the address, or with a cookie that is over', async () => {
    expect(await viewer({})).toBeNull();
    expect(await viewer({}, `/graphql?token=${ann.token}&access_token=${ann.token}`)).toBeNull();
    expect(await viewer({ cookie: `ruggine=rgg_${'A'.repeat(43)}` })).toBeNull();
    expect(await viewer({ cookie: `__Host-ruggine=${ann.token}` })).toBeNull();
    expect(await viewer({ authorization: 'Basic YW5uOmFubg==' })).toBeNull();
  });

  it.each(['Bearer', 'Bearer ', 'Bearer x', 'Bearer two words', `Bearer rgg_${'A'.repeat(43)}`])(
    'is asked again for "%s", cookie or not',
    async (authorization) => {
      for (const extra of [{}, cookie(bob)]) {
        const answer = await send(world.url, {
          headers: { 'content-type': JSON_TYPE, authorization, ...extra },
          body: WHO,
        });
        expect([answer.status, ...codesOf(answer.json())]).toEqual([401, 'UNAUTHENTICATED']);
      }
    },
  );

  it('is refused with a token that was signed out', async () => {
    const tablet = await world.device(ann);
    await world.ask(tablet, 'mutation { logOut { __typename } }');
    const answer = await send(world.url, { headers: { 'content-type': JSON_TYPE, ...bearer(tablet) }, body: WHO });
    expect([answer.status, ...codesOf(answer.json())]).toEqual([401, 'UNAUTHENTICATED']);
    expect(await viewer(cookie(tablet))).toBeNull();
  });
});

describe('the cookie', () => {
  const join = (username: string) =>
    operation(
      `mutation { register(input: { username: "${username}", displayName: "C", password: "long enough words" }) { __typename } }`,
    );

  it('is for our pages alone, and not for their scripts', async () => {
    const answer = await send(world.url, { headers: { 'content-type': JSON_TYPE }, body: join('cookie_plain') });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^ruggine=rgg_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=7776000$/),
    ]);
    const [cookieLine = ''] = answer.headers['set-cookie'] ?? [];
    expect(await viewer({ cookie: cookieLine.split(';', 1)[0] ?? '', origin: world.url })).toBe('cookie_plain');
  });

  it('is bound to https and to the host where the server is reached by https', async () => {
    const secure = await world.another({ PUBLIC_URL: 'https://chat.example.org' });
    const answer = await send(secure.url, { headers: { 'content-type': JSON_TYPE }, body: join('cookie_secure') });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-ruggine=rgg_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=7776000; Secure$/),
    ]);
    expect(await viewer(cookie(ann), '/graphql', secure.url)).toBeNull();
    expect(
      await viewer(
        { cookie: `__Host-ruggine=${ann.token}`, origin: 'https://chat.example.org' },
        '/graphql',
        secure.url,
      ),
    ).toBe('ann');
  });

  it('goes when its owner signs out', async () => {
    const phone = await world.device(ann);
    const body = operation('mutation { logOut { __typename } }');
    const answer = await send(world.url, { headers: { 'content-type': JSON_TYPE, ...cookie(phone) }, body });
    expect(answer.headers['set-cookie']).toEqual(['ruggine=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0']);
  });
});

it('names every answer, alike in the header and in its errors, and lets nobody store it', async () => {
  const names = new Set<unknown>();
  for (const body of [
    WHO,
    operation('{ nothing }'),
    operation('{'),
    operation('{ user(username: "x") { id } }'),
    '[]',
  ]) {
    const { headers, json } = await send(world.url, { headers: { 'content-type': JSON_TYPE }, body });
    for (const { extensions } of json().errors ?? []) expect(extensions['requestId']).toBe(headers['x-request-id']);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    names.add(headers['x-request-id']);
  }
  expect(names.size).toBe(5);
});

function bearer({ token }: Person) {
  return { authorization: `Bearer ${token}` };
}

function cookie({ token }: Person) {
  return { cookie: `theme=dark; ruggine=${token}` };
}

async function viewer(
  headers: Readonly<Record<string, string>>,
  path = '/graphql',
  url = world.url,
): Promise<string | null> {
  const answer = await send(url, { path, headers: { 'content-type': JSON_TYPE, ...headers }, body: WHO });
  const { data } = answer.json<{ viewer: { user: { username: string } } | null }>();
  return data?.viewer?.user.username ?? null;
}
