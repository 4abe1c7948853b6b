import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphQLAnswer } from '../testing/ask.ts';
import { askOver, dial, signOn, type Line } from '../testing/dial.ts';
import { createMemory } from '../testing/memory.ts';
import type { Person } from '../testing/person.ts';
import { codesOf, operation, send } from '../testing/send.ts';
import { startWorld, type World } from '../testing/world.ts';
import { newId } from '../platform/ids.ts';

const log = createMemory();
let world: World;
let ann: Person;
let line: Line;

beforeAll(async () => {
  world = await startWorld({ LOG_LEVEL: 'trace' }, log);
  ann = await world.person('ann');
  line = await signOn(world.url, ann.token);
});
beforeEach(() => void log.lines.splice(0));
afterAll(() => world.close());

const WHO = '{ viewer { user { username } } }';
const GROUP = 'mutation { createGroup(input: { title: "Hikers" }) { __typename } }';
/** What only somebody who looks behind the curtain could know. */
const INSIDE = /prisma|select|insert|relation|constraint|postgres|pg_|node_modules|src\/|\.ts\b|stack|secret|nonsense/i;

describe('a fault of ours', () => {
  it('is told by a request id alone, and logged once under the same', async () => {
    const after = await cursor();
    await world.database.pool.query(`INSERT INTO log (kind, user_id, subject_id) VALUES ('Nonsense', $1, $2)`, [
      ann.id,
      newId(),
    ]);
    const query = 'query ($after: String!) { events(after: $after) { events { __typename } } }';
    expectMasked(await ask(query, { after }));
    expectMasked(await askOver(line, query, { after }));
  });

  it('in an event is told to its subscriber in the same way', async () => {
    const after = await cursor();
    await world.database.pool.query(`INSERT INTO log (kind, user_id, subject_id) VALUES ('SessionStarted', $1, $2)`, [
      ann.id,
      newId(),
    ]);
    const query =
      'subscription ($after: String) { events(after: $after) { ... on SessionStarted { session { id } } } }';
    expectMasked(await askOver(line, query, { after }));
  });
});

describe('a fault of the database', () => {
  afterEach(async () => {
    await world.database.pool.query('DROP TRIGGER IF EXISTS fault ON chat');
  });

  /** From here on no chat can be made. */
  async function breakWith(state: string): Promise<void> {
    await world.database.pool.query(`CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'the secret of SELECT' USING ERRCODE = '${state}', DETAIL = 'the secret row', HINT = 'the secret hint'; END $$;
      CREATE TRIGGER fault BEFORE INSERT ON chat FOR EACH ROW EXECUTE FUNCTION fault()`);
  }

  it.each(['40001', '40P01', '53300', '55P03', '57014', '57P01'])(
    'with state %s is told as one that will pass',
    async (state) => {
      await breakWith(state);
      const answers = [await ask(GROUP), await askOver(line, GROUP)];
      expect(answers.map(codesOf)).toEqual([['UNAVAILABLE'], ['UNAVAILABLE']]);
      expect(JSON.stringify(answers)).not.toMatch(INSIDE);
    },
  );

  it.each(['23502', '23503', '23505', '23514', '22P02', '42P01', 'XX000'])(
    'with state %s is told by a request id alone',
    async (state) => {
      await breakWith(state);
      expectMasked(await ask(GROUP));
      expectMasked(await askOver(line, GROUP));
    },
  );

  it('at the door is told and logged in the same way, and by a socket with 4500', async () => {
    await world.database.pool.query('ALTER TABLE session RENAME TO gone');
    try {
      const unknown = { ...headers(), authorization: `Bearer rgg_${'A'.repeat(43)}` };
      const answer = await send(world.url, { headers: unknown, body: operation(WHO) });
      expect(answer.status).toBe(500);
      expectMasked(answer.json());
      const other = await dial(world.url);
      other.say({ type: 'connection_init', payload: headers() });
      expect(await other.closed).toEqual({ code: 4500, reason: 'Internal error' });
    } finally {
      await world.database.pool.query('ALTER TABLE gone RENAME TO session');
    }
  });

  it('that will pass is told as such within three seconds, at the door and behind it', async () => {
    const held = await Promise.all(Array.from({ length: 10 }, () => world.database.pool.connect()));
    const began = performance.now();
    const [answer, behind] = await Promise.all([
      send(world.url, { headers: headers(), body: operation(WHO) }),
      askOver(line, WHO),
    ]).finally(() => held.forEach((client) => client.release()));
    expect(performance.now() - began).toBeLessThan(3_000);
    expect([answer.status, codesOf(answer.json()), codesOf(behind)]).toEqual([503, ['UNAVAILABLE'], ['UNAVAILABLE']]);
    expect(answer.text + JSON.stringify(behind)).not.toMatch(INSIDE);
    expect(await world.ask(ann, WHO)).toEqual({ viewer: { user: { username: 'ann' } } });
  });
});

it('tells mistakes in a request in full and logs none of them', async () => {
  const mistakes: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['{ viewer { nothing } }', {}, 'Cannot query field "nothing" on type "Viewer".'],
    ['{ viewer {', {}, 'Syntax Error: Expected Name, found <EOF>.'],
    ['query ($id: ID!) { node(id: $id) { id } }', {}, 'Variable "$id" of required type "ID!" was not provided.'],
    [
      'query ($n: String! = "a") { user(username: $n) { id } }',
      { n: null },
      'Variable "$n" of non-null type "String!" must not be null.',
    ],
    [
      'query ($n: String = "a") { user(username: $n) { id } }',
      { n: null },
      'Argument "username" of non-null type "String!" must not be null.',
    ],
    ['{ events(after: "x") { cursor } }', {}, 'This is not a cursor of this server.'],
    [
      'query A { viewer { cursor } } query B { viewer { cursor } }',
      {},
      'Could not determine what operation to execute.',
    ],
  ];
  for (const [query, variables, message] of mistakes) {
    const [byHttp, bySocket] = [await ask(query, variables), await askOver(line, query, variables)];
    expect(byHttp.errors?.map((error) => error.message)).toEqual([message]);
    expect(bySocket.errors?.map((error) => error.message)).toEqual([message]);
    expect(codesOf(bySocket)).toEqual(codesOf(byHttp));
  }
  expect(log.lines).toEqual([]);
});

/** One error with nothing but a request id, which one line of the log has too, and there is all of it. */
function expectMasked(answer: GraphQLAnswer<unknown>): void {
  const [error, ...more] = answer.errors ?? [];
  const requestId = error?.extensions['requestId'];
  expect(more).toEqual([]);
  expect(error).toMatchObject({
    message: 'Something went wrong on our side.',
    extensions: { code: 'INTERNAL', requestId: expect.any(String) },
  });
  expect(Object.keys(error?.extensions ?? {}).sort()).toEqual(['code', 'requestId']);
  expect(JSON.stringify(answer)).not.toMatch(INSIDE);
  const logged = log.lines.filter((entry) => entry.includes(String(requestId)));
  expect(logged.map((entry) => JSON.parse(entry))).toEqual([
    expect.objectContaining({ level: 50, requestId, err: expect.objectContaining({ stack: expect.any(String) }) }),
  ]);
}

async function ask(query: string, variables = {}): Promise<GraphQLAnswer<unknown>> {
  const answer = await send(world.url, { headers: headers(), body: operation(query, variables) });
  for (const { extensions } of answer.json().errors ?? [])
    expect(extensions['requestId']).toBe(answer.headers['x-request-id']);
  return answer.json();
}

function headers() {
  return { 'content-type': 'application/json', authorization: `Bearer ${ann.token}` };
}

async function cursor(): Promise<string> {
  const { viewer } = await world.ask<{ viewer: { cursor: string } }>(ann, '{ viewer { cursor } }');
  return viewer.cursor;
}
