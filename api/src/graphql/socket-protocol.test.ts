import { afterAll, beforeAll, expect, it } from 'vitest';
import { askOver, signOn } from '../testing/dial.ts';
import type { Person } from '../testing/person.ts';
import { codesOf } from '../testing/send.ts';
import { startWorld, type World } from '../testing/world.ts';

let world: World;
let ann: Person;

beforeAll(async () => {
  world = await startWorld();
  ann = await world.person('ann');
});
afterAll(() => world.close());

const WHO = '{ viewer { user { username } session { id } } }';
const LISTEN = { query: 'subscription { events { __typename } }' };

it('queries and mutations run as they do by HTTP', async () => {
  const line = await signOn(world.url, ann.token);
  const made = await askOver<{ createGroup: { chat: { id: string } } }>(
    line,
    'mutation { createGroup(input: { title: "by socket" }) { ... on CreateGroupSuccess { chat { id } } } }',
  );
  const query =
    'query ($id: ID!) { node(id: $id) { ... on Chat { title members(first: 5) { edges { node { user { username } } } } } } }';
  const id = made.data?.createGroup.chat.id ?? '';
  expect(await askOver(line, query, { id })).toEqual({ data: await world.ask(ann, query, { id }) });
  expect(codesOf(await askOver(await signOn(world.url, null), 'mutation { logOut { __typename } }'))).toEqual([
    'UNAUTHENTICATED',
  ]);
});

it('ten subscriptions run, and an eleventh once one has ended', async () => {
  const line = await signOn(world.url, ann.token);
  for (let n = 1; n <= 11; n++) line.say({ id: `s${n}`, type: 'subscribe', payload: LISTEN });
  expect(JSON.stringify((await line.hear('error')).payload)).toContain('TOO_MANY_OPERATIONS');
  expect((await line.hear('error')).id).toBe('s11');
  line.say({ id: 's1', type: 'complete' });
  await askOver(line, WHO);
  line.say({ id: 's12', type: 'subscribe', payload: LISTEN });
  await askOver(line, WHO);
  expect(line.frames.filter(({ type }) => type === 'error')).toHaveLength(1);
});

it('subscriptions that end before they have begun leave their places free', async () => {
  const line = await signOn(world.url, ann.token);
  for (let n = 1; n <= 30; n++) {
    line.say({ id: `s${n}`, type: 'subscribe', payload: LISTEN });
    line.say({ id: `s${n}`, type: 'complete' });
    await askOver(line, WHO);
  }
  expect(line.frames.filter(({ type }) => type === 'error')).toEqual([]);
});

it('nothing is compressed, whatever the client offers', async () => {
  const line = await signOn(world.url, ann.token);
  expect(line.socket.extensions).toBe('');
});
