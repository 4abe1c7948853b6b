import { parse, print } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schema } from '../schema.ts';
import type { Person } from '../testing/person.ts';
import { codesOf, operation, send } from '../testing/send.ts';
import { startWorld, type World } from '../testing/world.ts';
import { createDocuments } from './documents.ts';

let world: World;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  world = await startWorld();
  ann = await world.person('ann');
  bob = await world.person('bob');
});
afterAll(() => world.close());

it('reads a document once, and never takes one for another', () => {
  const { prepare, about } = createDocuments(schema);
  const first = prepare('{ viewer { cursor } }');
  expect(prepare('{ viewer { cursor } }')).toBe(first);
  expect(about(first.document)).toBe(first);
  const other = prepare('{ viewer { user { username } } }');
  expect([first.asksForStart, other.asksForStart]).toEqual([true, false]);
  const page = prepare('{ viewer { ...Mine } } fragment Mine on Viewer { chats(first: 1) { edges { cursor } } }');
  const under = prepare('{ viewer { ...Here } } fragment Here on Viewer { here: cursor }');
  expect([page, under].map(({ problems, asksForStart }) => [problems, asksForStart])).toEqual([
    [[], false],
    [[], true],
  ]);
  expect(print(other.document)).toBe(print(parse('{ viewer { user { username } } }')));
});

it('remembers no more than a certain amount, and what is in use longest', () => {
  const { prepare } = createDocuments(schema);
  const inUse = prepare('{ __typename }');
  const idle = prepare('query Idle { __typename }');
  for (let n = 0; n < 60; n++) {
    prepare(`query Filling${n} { __typename } # ${'x'.repeat(10_000)}`);
    expect(prepare('{ __typename }')).toBe(inUse);
  }
  expect(prepare('query Idle { __typename }')).not.toBe(idle);
});

it('answers each caller with their own, whatever was asked before with the same words', async () => {
  const document = `query Me { viewer { user { username } } } query Who($name: String!) { user(username: $name) { displayName } }`;
  const asked = [
    { as: ann, operationName: 'Me', variables: {} },
    { as: bob, operationName: 'Me', variables: {} },
    { as: ann, operationName: 'Who', variables: { name: 'bob' } },
    { as: ann, operationName: 'Who', variables: { name: 'ann' } },
    { as: ann, operationName: 'Me', variables: { name: 'bob' } },
  ];
  const answers = await Promise.all(
    asked.map(({ as, operationName, variables }) => ask(as, { query: document, operationName, variables })),
  );
  expect(answers.map(({ data }) => data)).toEqual([
    { viewer: { user: { username: 'ann' } } },
    { viewer: { user: { username: 'bob' } } },
    { user: { displayName: 'Bob' } },
    { user: { displayName: 'Ann' } },
    { viewer: { user: { username: 'ann' } } },
  ]);
  expect((await ask(ann, { query: document })).errors).toHaveLength(1);
  expect((await ask(ann, { query: document, operationName: 'Who', variables: {} })).errors).toHaveLength(1);
});

it('does a mutation once, also when its answer has errors', async () => {
  const answer = await send(world.url, {
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ann.token}` },
    body: operation(
      'mutation { createGroup(input: { title: "Once" }) { ... on CreateGroupSuccess { chat { id messages { edges { cursor } } } } } }',
    ),
  });
  expect([answer.headers['content-type'], codesOf(answer.json())]).toEqual([
    'application/json; charset=utf-8',
    ['BAD_PAGE'],
  ]);
  const { data } = await ask(ann, { query: '{ viewer { chats(first: 10) { edges { node { title } } } } }' });
  expect(data).toEqual({ viewer: { chats: { edges: [{ node: { title: 'Once' } }] } } });
});

async function ask(person: Person, body: Readonly<Record<string, unknown>>) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${person.token}` };
  const answer = await send(world.url, { headers, body: JSON.stringify(body) });
  return answer.json();
}
