import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person } from '../testing/person.ts';
import { operation, send } from '../testing/send.ts';
import { startWorld, type World } from '../testing/world.ts';

let world: World;
let ann: Person;

beforeAll(async () => {
  world = await startWorld({ ALLOWED_ORIGINS: 'https://friend.example' });
  ann = await world.person('ann');
});
afterAll(() => world.close());

type Cell = Readonly<{ method: string; type: string; from: string; proof: string }>;

const JSON_TYPES = ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'];
const OTHER_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', 'text/plain', 'text/json'];
const ODD_TYPES = [
  'none',
  'json;x',
  'application/graphql',
  'application/json, text/plain',
  'text/plain; application/json',
  'application/json;x',
];
const METHODS = ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'];
const PROOFS = ['cookie', 'bearer', 'nothing'];

/** Where a request may come from, with the headers by which it shows. */
function places(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const { host } = new URL(world.url);
  return {
    'no page': {},
    'our own page': { origin: world.url, 'sec-fetch-site': 'same-origin' },
    'a friend': { origin: 'https://friend.example', 'sec-fetch-site': 'cross-site' },
    'a foreign page': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    'a foreign page in an old browser': { origin: 'https://evil.example' },
    'a foreign page without an Origin': { 'sec-fetch-site': 'cross-site' },
    'a sandboxed page': { origin: 'null' },
    'a host that begins like ours': { origin: `${world.url}.evil.example` },
    'a host that ends like ours': { origin: `http://evil${host}` },
    'a name before ours': { origin: `http://${host}@evil.example` },
    'another port of our host': { origin: 'http://127.0.0.1:1' },
    'a file': { origin: `file://${host}` },
  };
}

const OURS = ['no page', 'our own page', 'a friend'];

it('changes something for JSON by POST alone, with a cookie for our own pages alone, and with a bearer token from anywhere', async () => {
  const posts = [...JSON_TYPES, ...OTHER_TYPES, ...ODD_TYPES].flatMap((type) =>
    Object.keys(places()).flatMap((from) => PROOFS.map((proof) => ({ method: 'POST', type, from, proof }))),
  );
  const others = METHODS.flatMap((method) =>
    ['application/json', 'text/plain'].flatMap((type) =>
      ['our own page', 'a foreign page'].flatMap((from) => PROOFS.map((proof) => ({ method, type, from, proof }))),
    ),
  );
  const cells: readonly Cell[] = [...posts, ...others];
  const spoken = new Set<string>();
  for (const cell of cells) {
    const { headers } = await attempt(cell);
    for (const name of Object.keys(headers)) if (name.startsWith('access-control-')) spoken.add(name);
  }

  const chats = await world.database.prisma.chat.findMany({ select: { title: true } });
  expect(chats.map(({ title }) => title).sort()).toEqual(cells.filter(allowed).map(titleOf).sort());
  expect(cells.filter(allowed)).toHaveLength(JSON_TYPES.length * (OURS.length + Object.keys(places()).length));
  // Without these headers a browser shows no answer of ours to a foreign page.
  expect([...spoken]).toEqual([]);
});

it('tells why: 415 for what is not JSON, 403 for a foreign page with a cookie', async () => {
  const status = async (cell: Partial<Cell>) =>
    (await attempt({ method: 'POST', type: 'application/json', from: 'a foreign page', proof: 'cookie', ...cell }))
      .status;
  expect(await status({})).toBe(403);
  expect(await status({ type: 'text/plain' })).toBe(415);
  expect(await status({ type: 'none' })).toBe(415);
  expect(await status({ proof: 'bearer' })).toBe(200);
});

it('answers no preflight of a foreign page', async () => {
  const asks = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,authorization',
  };
  const { status, headers } = await send(world.url, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', ...asks },
  });
  expect([status, Object.keys(headers).filter((name) => name.startsWith('access-control-'))]).toEqual([405, []]);
});

function allowed({ method, type, from, proof }: Cell): boolean {
  return (
    method === 'POST' &&
    JSON_TYPES.includes(type) &&
    (proof === 'bearer' || (proof === 'cookie' && OURS.includes(from)))
  );
}

function titleOf({ method, type, from, proof }: Cell): string {
  return `${method} ${type.replaceAll('"', "'")} ${from} ${proof}`;
}

function attempt(cell: Cell) {
  const { method, type, from, proof } = cell;
  const query = `mutation { createGroup(input: { title: "${titleOf(cell)}" }) { __typename } }`;
  const headers = {
    ...places()[from],
    ...(type !== 'none' && { 'content-type': type }),
    ...(proof === 'cookie' && { cookie: `ruggine=${ann.token}` }),
    ...(proof === 'bearer' && { authorization: `Bearer ${ann.token}` }),
  };
  const path = method === 'POST' ? '/graphql' : `/graphql?query=${encodeURIComponent(query)}`;
  return send(world.url, { method, path, headers, body: bodyFor(type, query) });
}

/** The operation in the way that lenient servers read this type. */
function bodyFor(type: string, query: string): string {
  if (type.startsWith('application/x-www-form')) return `query=${encodeURIComponent(query)}`;
  if (type === 'application/graphql') return query;
  if (!type.startsWith('multipart')) return operation(query);
  const part = (name: string, value: string) =>
    `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return `${part('operations', operation(query))}${part('map', '{}')}--b--\r\n`;
}
