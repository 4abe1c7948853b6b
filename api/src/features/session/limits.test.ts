import { afterAll, beforeAll, expect, it } from 'vitest';
import { askOver, signOn } from '../../testing/dial.ts';
import { codesOf, operation, send } from '../../testing/send.ts';
import { startWorld, type Node, type World } from '../../testing/world.ts';
import { hashPassword } from '../user/passwords.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ RATE_LIMIT_FACTOR: '1' });
});
afterAll(() => world.close());

const LOG_IN = 'mutation ($input: LogInInput!) { logIn(input: $input) { __typename } }';
const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { __typename } }';

it('lets ten log-ins for one account fail in five minutes, by both transports together, and honest ones do not count', async () => {
  const ann = await world.person('ann');
  await world.database.prisma.user.update({
    where: { id: ann.id },
    data: { passwordHash: await hashPassword('right words') },
  });
  const line = await signOn(world.url, null);
  const wrong = { input: { username: 'ann', password: 'wrong words' } };
  const right = { input: { username: 'ann', password: 'right words' } };

  const byHttp = await Promise.all(Array.from({ length: 5 }, () => logIn(wrong)));
  const bySocket = await Promise.all(Array.from({ length: 4 }, () => askOver(line, LOG_IN, wrong)));
  expect([...byHttp.map((answer) => answer.json()), ...bySocket].flatMap(codesOf)).toEqual([]);
  for (let n = 0; n < 3; n++)
    expect((await logIn(right)).json().data).toEqual({ logIn: { __typename: 'LogInSuccess' } });
  expect((await logIn(wrong)).json().data).toEqual({ logIn: { __typename: 'ForbiddenError' } });

  const began = performance.now();
  const refused = await logIn(right);
  expect([refused.status, ...codesOf(refused.json())]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(200);
  expect(codesOf(await askOver(line, LOG_IN, { input: { ...right.input, username: ' ANN ' } }))).toEqual([
    'RATE_LIMITED',
  ]);
  // No password was hashed for these: that takes a quarter of a second each.
  expect(performance.now() - began).toBeLessThan(450);
  expect((await logIn({ input: { username: 'bob', password: 'wrong words' } })).status).toBe(200);
});

it('limits tries for unknown names alike, so that the limit tells nobody who exists', async () => {
  for (let n = 0; n < 10; n++) await world.app.services.limits.spend('logInsPerAccount', 'nobody');
  expect((await logIn({ input: { username: 'nobody', password: 'wrong words' } })).status).toBe(429);
});

it('lets 60 log-ins from one address fail, whatever the client says where it comes from', async () => {
  const node = await world.another();
  for (let n = 0; n < 60; n++) await node.app.services.limits.spend('logInsPerAddress', '127.0.0.1');
  const input = { username: 'carol', password: 'wrong words' };
  expect((await logIn({ input }, node, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(429);
});

it('makes 20 accounts an hour for one address; addresses that our own proxy tells count each by itself', async () => {
  const node = await world.another({ RATE_LIMIT_FACTOR: '1', TRUST_PROXY: '1' });
  const input = { username: 'ann', displayName: 'Ann', password: 'right words' };
  const tryFrom = (address: string) =>
    send(node.url, {
      headers: { 'content-type': 'application/json', 'x-forwarded-for': `203.0.113.99, ${address}` },
      body: operation(REGISTER, { input }),
    });
  for (let n = 0; n < 20; n++)
    expect((await tryFrom(`2001:db8::${n}`)).json().data).toEqual({ register: { __typename: 'ConflictError' } });
  expect((await tryFrom('2001:db8::ffff')).status).toBe(429);
  expect((await tryFrom('2001:db8:0:1::1')).status).toBe(200);
  expect((await tryFrom('192.0.2.1')).status).toBe(200);
});

function logIn(
  variables: Readonly<Record<string, unknown>>,
  node: Node = world,
  headers: Readonly<Record<string, string>> = {},
) {
  return send(node.url, {
    headers: { 'content-type': 'application/json', ...headers },
    body: operation(LOG_IN, variables),
  });
}
