import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askOver, signOn } from '../../testing/dial.ts';
import { listen } from '../../testing/listen.ts';
import { operation, send } from '../../testing/send.ts';
import { startWorld, type World } from '../../testing/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

type Outcome = Readonly<{
  __typename: string;
  token?: string;
  code?: string;
  message?: string;
  fields?: readonly { path: string[] }[];
}>;

const REFUSALS = '... on InputError { fields { path } } ... on Error { code message }';
const REGISTER = `mutation ($input: RegisterInput!) { outcome: register(input: $input) {
  __typename ... on RegisterSuccess { token viewer { user { username displayName } } } ${REFUSALS} } }`;
const LOG_IN = `mutation ($input: LogInInput!) { outcome: logIn(input: $input) {
  __typename ... on LogInSuccess { token } ${REFUSALS} } }`;
const SESSIONS = '{ viewer { session { id } sessions { id userAgent } } }';
const PASSWORD = 'correct horse battery';

describe('who registers', () => {
  it('is signed in at once, under their name in its canonical form', async () => {
    const outcome = await register(' Ada.M ', 'Ada  Moretti');
    expect(outcome).toMatchObject({
      __typename: 'RegisterSuccess',
      viewer: { user: { username: 'ada.m', displayName: 'Ada Moretti' } },
    });
    expect(await usernameBy(outcome.token)).toBe('ada.m');
  });

  it('is told beside each field what cannot be used, and nothing is made', async () => {
    const { outcome } = await world.ask<{ outcome: Outcome }>(null, REGISTER, {
      input: { username: 'x!', displayName: ' ', password: 'short' },
    });
    expect(outcome).toMatchObject({ __typename: 'InputError', code: 'INVALID_INPUT' });
    expect(outcome.fields?.map(({ path }) => path.join('.')).sort()).toEqual(['displayName', 'password', 'username']);
    expect(await world.database.prisma.user.count({ where: { displayName: '' } })).toBe(0);
  });

  it('cannot have a name that somebody has, in whatever letters', async () => {
    await world.person('taken');
    expect(await register('TAKEN')).toMatchObject({ __typename: 'ConflictError', code: 'USERNAME_TAKEN' });
  });

  it('gets the name alone when two want it at the same time', async () => {
    for (const name of ['race.1', 'race.2', 'race.3']) {
      const outcomes = await Promise.all([register(name), register(name)]);
      expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['ConflictError', 'RegisterSuccess']);
      expect(await world.database.prisma.user.count({ where: { username: name } })).toBe(1);
      expect(await world.database.prisma.session.count({ where: { user: { username: name } } })).toBe(1);
    }
  });
});

describe('who logs in', () => {
  it('gets a session of their own each time', async () => {
    const first = await register('bob');
    const again = await logIn('Bob', PASSWORD);
    expect(again.__typename).toBe('LogInSuccess');
    expect(again.token).not.toBe(first.token);
    expect([await usernameBy(first.token), await usernameBy(again.token)]).toEqual(['bob', 'bob']);
  });

  it('with a wrong password is answered as somebody unknown is, word by word, by HTTP and by socket', async () => {
    await register('carol');
    const line = await signOn(world.url, null);
    const bySocket = (username: string) => askOver(line, LOG_IN, { input: { username, password: 'wrong words' } });
    const answers = [
      { data: { outcome: await logIn('carol', 'wrong words') } },
      { data: { outcome: await logIn('nobody.here', 'wrong words') } },
      await bySocket('carol'),
      await bySocket('nobody.here'),
    ];
    const wrong = {
      __typename: 'ForbiddenError',
      code: 'WRONG_CREDENTIALS',
      message: 'Username and password do not match.',
    };
    expect(answers).toEqual(answers.map(() => ({ data: { outcome: wrong } })));
  });

  it('with a wrong password waits about as long as somebody unknown does', async () => {
    await register('dora');
    const took: Record<string, number[]> = { dora: [], unknown: [] };
    for (let round = 0; round < 5; round++) {
      for (const [name, times] of Object.entries(took)) {
        const began = performance.now();
        await logIn(name, 'wrong words');
        times.push(performance.now() - began);
      }
    }
    const [known = 0, unknown = 0] = Object.values(took).map((times) => times.sort((a, b) => a - b)[2]);
    expect(known / unknown).toBeGreaterThan(0.33);
    expect(known / unknown).toBeLessThan(3);
  });
});

describe('a session', () => {
  it('is kept as the hash of its token, and the password as a hash', async () => {
    const { token = '' } = await register('erin');
    const rows = await world.database.pool.query<{ line: string }>(
      `SELECT u::text || s::text AS line FROM "user" u JOIN session s ON s.user_id = u.id WHERE u.username = 'erin'`,
    );
    expect(rows.rowCount).toBe(1);
    const line = rows.rows[0]?.line ?? '';
    expect(line).toContain(createHash('sha256').update(token).digest('hex'));
    expect(line).toContain('1$2b$12$');
    for (const secret of [token, token.slice(4), PASSWORD, Buffer.from(token).toString('hex')])
      expect(line).not.toContain(secret);
  });

  it('outlives the server that it began on', async () => {
    const frank = await world.person('frank');
    const first = await world.another();
    await first.ask(frank, '{ viewer { cursor } }');
    await first.app.close();
    const second = await world.another();
    expect(await second.ask(frank, '{ viewer { user { username } } }')).toEqual({
      viewer: { user: { username: 'frank' } },
    });
  });

  it('is shown to its owner with the others, the latest first, until it ends', async () => {
    const phone = await world.person('gina');
    const body = operation(LOG_IN, { input: { username: 'gina', password: PASSWORD } });
    await world.database.prisma.user.update({ where: { id: phone.id }, data: { passwordHash: await hashOf('bob') } });
    await send(world.url, {
      headers: { 'content-type': 'application/json', 'user-agent': `Browser ${'x'.repeat(400)}` },
      body,
    });
    type Sessions = { viewer: { session: { id: string }; sessions: { id: string; userAgent: string | null }[] } };
    const { viewer } = await world.ask<Sessions>(phone, SESSIONS);
    expect(viewer.sessions.map(({ userAgent }) => userAgent)).toEqual([`Browser ${'x'.repeat(248)}`, null]);
    expect(viewer.sessions[1]?.id).toBe(viewer.session.id);

    const stranger = await world.person('stranger');
    expect(
      await world.ask(stranger, '{ node(id: $id) { id } }'.replace('$id', JSON.stringify(viewer.session.id))),
    ).toEqual({ node: null });
    const ear = await listen(world.url, phone);
    const tablet = await world.device(phone);
    await world.ask(tablet, 'mutation { logOut { __typename } }');
    await ear.until(({ __typename }) => __typename === 'SessionEnded');
    expect((await world.ask<Sessions>(phone, SESSIONS)).viewer.sessions).toHaveLength(2);
    expect((await world.ask.whole(tablet, SESSIONS)).errors).toHaveLength(1);
  });

  it('ends by itself when its time is over, and lives on by being used', async () => {
    const hugo = await world.person('hugo');
    const { prisma } = world.database;
    const hourAgo = new Date(Date.now() - 3_700_000);
    await prisma.session.update({
      where: { id: hugo.sessionId },
      data: { lastUsedAt: hourAgo, expiresAt: new Date(Date.now() + 60_000) },
    });
    await world.ask(hugo, '{ viewer { cursor } }');
    const { expiresAt, lastUsedAt } = await prisma.session.findUniqueOrThrow({ where: { id: hugo.sessionId } });
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    expect(lastUsedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
    await prisma.session.update({ where: { id: hugo.sessionId }, data: { expiresAt: new Date() } });
    // A node that has just let somebody in remembers it for a moment: ask one that has not.
    const { ask } = await world.another();
    expect((await ask.whole(hugo, '{ viewer { cursor } }')).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});

async function register(username: string, displayName = 'Somebody'): Promise<Outcome> {
  const { outcome } = await world.ask<{ outcome: Outcome }>(null, REGISTER, {
    input: { username, displayName, password: PASSWORD },
  });
  return outcome;
}

async function logIn(username: string, password: string): Promise<Outcome> {
  const { outcome } = await world.ask<{ outcome: Outcome }>(null, LOG_IN, { input: { username, password } });
  return outcome;
}

async function usernameBy(token = ''): Promise<string | undefined> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await send(world.url, { headers, body: operation('{ viewer { user { username } } }') });
  return answer.json<{ viewer: { user: { username: string } } }>().data?.viewer.user.username;
}

/** The hash of PASSWORD that somebody has who registered. */
async function hashOf(username: string): Promise<string> {
  return (await world.database.prisma.user.findUniqueOrThrow({ where: { username } })).passwordHash;
}
