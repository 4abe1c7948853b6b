import {
  buildClientSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askOver, signOn, type Line } from '../testing/dial.ts';
import { schema } from '../schema.ts';
import { ATTACKS, filled, times } from '../testing/attacks.ts';
import { codesOf, operation, send } from '../testing/send.ts';
import type { Person } from '../testing/person.ts';
import { startWorld, type World } from '../testing/world.ts';
import { EXAMPLES } from './examples.ts';

const guess = (n: number) => `g${n}: logIn(input: { username: "ann", password: "guess ${n}" }) { __typename }`;
const sameGuess = (n: number) => `g${n}: logIn(input: $guess) { __typename }`;

/** The parser, the rules and the query planner take some time when they run first. */
const SOON_MS = 900;

let world: World;
let ann: Person;
let line: Line;

beforeAll(async () => {
  world = await startWorld();
  ann = await world.person('ann');
  line = await signOn(world.url, ann.token);
  await post('{ viewer { user { id } } }');
});
afterAll(() => world.close());

describe('an attack is refused at once with a stable code, by HTTP and by socket', () => {
  it.each(ATTACKS)('$name', async ({ query, variables, code }) => {
    const began = performance.now();
    const byHttp = (await post(query, variables)).json();
    const between = performance.now();
    const bySocket = await askOver(line, query, variables);
    expect({ byHttp: between - began < SOON_MS, bySocket: performance.now() - between < SOON_MS }).toEqual({
      byHttp: true,
      bySocket: true,
    });
    expect(new Set([...codesOf(byHttp), ...codesOf(bySocket)])).toEqual(new Set([code]));
    expect(codesOf(bySocket)).toEqual(codesOf(byHttp));
    expect(Object.values(byHttp.data ?? {}).filter((value) => value !== null)).toEqual([]);
  });
});

it('hashes nothing for 2,000 log-ins in one operation, nor for two hidden in fragments', async () => {
  const hidden = `mutation { ...A ...B } fragment A on Mutation { ${guess(1)} } fragment B on Mutation { ${guess(2)} }`;
  const registers = `mutation { a: register(input: { username: "eve", displayName: "Eve", password: "long enough" }) { __typename } ${guess(1)} }`;
  for (const query of [
    `mutation ($guess: LogInInput!) { ${times(2_000, sameGuess)} }`,
    hidden,
    registers,
    `mutation { ${times(10, guess)} }`,
  ]) {
    const began = performance.now();
    expect(new Set(codesOf((await post(query)).json()))).toEqual(new Set(['TOO_COSTLY']));
    if (query.length < 60_000) expect(new Set(codesOf(await askOver(line, query)))).toEqual(new Set(['TOO_COSTLY']));
    // One hash takes a quarter of a second, ten of them on two cores more than one.
    expect(performance.now() - began).toBeLessThan(SOON_MS);
  }
  expect(await world.database.prisma.user.count()).toBe(1);
});

it('takes several operations at once neither as a list nor in one body', async () => {
  const list = await send(world.url, {
    headers: headers(),
    body: `[${operation('{ __typename }')},${operation('{ __typename }')}]`,
  });
  expect(list.status).toBe(400);
});

it('does not read more than 100 kB, be it text, names or 100,000 variables', async () => {
  const variables = Object.fromEntries(filled(100_000, 1).map((value, n) => [`v${n}`, value]));
  for (const body of [
    operation('{ __typename }', variables),
    operation(`{ node(id: "${'x'.repeat(200_000)}") { id } }`),
  ]) {
    const answer = await send(world.url, { headers: headers(), body });
    expect([answer.status, ...codesOf(answer.json())]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  }
});

it('refuses a costly subscription before it begins', async () => {
  const page = 'messages(first: 100) { edges { node { sender { id } chat { id } } } }';
  const costly = `... on MessageSent { message { chat { ${page} members(first: 100) { edges { node { chat { ${page} } } } } } } }`;
  const answer = await askOver(line, `subscription { events { __typename ${costly} } }`);
  expect(codesOf(answer)).toEqual(['TOO_COSTLY']);
});

it('counts operations of both transports together, and says when to come again', async () => {
  const strict = await world.another({ RATE_LIMIT_FACTOR: '1' });
  const bob = await world.person('bob');
  const socket = await signOn(strict.url, bob.token);
  const spend = () => strict.app.services.limits.spend('operationsPerCaller', bob.id);
  for (let spent = 0; spent < 2_997; spent++) await spend();
  expect(codesOf(await askOver(socket, '{ nonsense }'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(codesOf(await askOver(socket, '{ __typename }'))).toEqual([]);
  expect(codesOf((await post('{ __typename }', {}, bob, strict.url)).json())).toEqual([]);
  const refused = await post('{ __typename }', {}, bob, strict.url);
  expect([refused.status, ...codesOf(refused.json())]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  const [error] = (await askOver(socket, '{ __typename }')).errors ?? [];
  expect(error?.extensions).toEqual({
    code: 'RATE_LIMITED',
    retryAfter: expect.any(Number),
    requestId: expect.any(String),
  });
});

describe('an honest document passes, by HTTP and by socket', () => {
  it('the full introspection, which tells all of the schema', async () => {
    const { data } = (await post(getIntrospectionQuery())).json<IntrospectionQuery>();
    if (!data) throw new Error('introspection was refused');
    expect(printed(buildClientSchema(data))).toBe(printed(schema));
    expect((await askOver(line, getIntrospectionQuery())).data).toEqual(data);
  });

  it.each(EXAMPLES.map(({ query, variables }) => ({ name: query.split('\n', 1)[0], query, variables })))(
    '$name',
    async ({ query, variables }) => {
      if (query.includes('register(')) return;
      const given: Record<string, unknown> = JSON.parse(variables ?? '{}');
      const answers = query.includes('subscription')
        ? []
        : [(await post(query, given)).json(), await askOver(line, query, given)];
      expect(answers.flatMap(codesOf)).toEqual([]);
    },
  );

  it('a page of chats as a client shows it', async () => {
    const shown =
      'unreadCount node { id title pair { displayName } lastMessage { text sender { displayName } } members(first: 5) { edges { node { user { id } } } } }';
    const { data } = (await post(`{ viewer { chats(first: 100) { edges { ${shown} } } } }`)).json();
    expect(data).toMatchObject({ viewer: { chats: { edges: expect.any(Array) } } });
  });
});

function printed(schema: GraphQLSchema): string {
  return printSchema(lexicographicSortSchema(schema));
}

function post(query: string, variables = {}, person = ann, url = world.url) {
  return send(url, { headers: headers(person), body: operation(query, variables) });
}

function headers(person = ann) {
  return { 'content-type': 'application/json', authorization: `Bearer ${person.token}` };
}
