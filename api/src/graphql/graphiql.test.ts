import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../platform/ids.ts';
import { schema } from '../schema.ts';
import { signOn } from '../testing/dial.ts';
import { send, type Reply } from '../testing/send.ts';
import { startWorld, type World } from '../testing/world.ts';
import { EXAMPLES } from './examples.ts';

let world: World;
let page: Reply;

beforeAll(async () => {
  world = await startWorld();
  page = await open();
});
afterAll(() => world.close());

it('comes whole from our own files', () => {
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  const html = page.text.replaceAll(SCRIPT, '');
  expect(
    [...html.matchAll(/<(?:script|link|img|iframe|object|embed|base)\b[^>]*>/g)]
      .map(String)
      .filter((tag) => /(?:src|href)\s*=/.test(tag) && !/["']data:/.test(tag)),
  ).toEqual([]);
  expect(html).not.toMatch(/@import|url\(\s*["']?(?!["']?(?:data:|#))/);
});

it('may run the scripts that it came with and load from nowhere else', () => {
  const policy = new Map(
    String(page.headers['content-security-policy'])
      .split('; ')
      .map((directive) => [directive.split(' ', 1)[0], directive]),
  );
  const hashes = [...page.text.matchAll(SCRIPT)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  expect(hashes.length).toBeGreaterThan(0);
  expect(policy.get('script-src')).toBe(`script-src ${hashes.join(' ')}`);
  expect(page.text.replaceAll(SCRIPT, '')).not.toContain('<script');
  expect(policy.get('default-src')).toBe("default-src 'none'");
  expect(policy.get('connect-src')).toBe("connect-src 'self'");
  expect(policy.get('frame-ancestors')).toBe("frame-ancestors 'none'");
  expect([...policy.values()].join(' ')).not.toMatch(/https?:|\*|unsafe-eval/);
});

it('is small on its way and sent again only when it has changed', async () => {
  const zipped = await open({ 'accept-encoding': 'br, gzip' });
  expect(gunzipSync(zipped.body).equals(page.body)).toBe(true);
  expect(zipped.body.length).toBeLessThan(page.body.length / 3);
  expect((await open({ 'if-none-match': String(page.headers.etag) })).status).toBe(304);
});

it('is not there where it is switched off, and the API is', async () => {
  const bare = await world.another({ GRAPHIQL: 'false' });
  expect((await open({}, bare.url)).status).toBe(405);
  expect(await bare.ask(null, '{ __typename }')).toEqual({ __typename: 'Query' });
});

it.each(EXAMPLES.map(({ query, variables }) => ({ title: query.split('\n', 1)[0], query, variables })))(
  'opens with a valid example: $title',
  ({ query, variables }) => {
    expect(validate(schema, parse(query))).toEqual([]);
    expect(() => JSON.parse(variables ?? '{}')).not.toThrow();
  },
);

it('opens with a story that runs as it is told', async () => {
  const [ben] = [await world.person('ben'), await world.person('joon')];
  const { register } = await world.ask<{ register: { token: string } }>(null, example('Register'));
  const ada = { ...ben, name: 'Ada', token: register.token };
  type Me = { viewer: { user: { username: string }; invitations: { edges: { node: { id: string } }[] } } };
  expect((await world.ask<Me>(ada, example('Me'))).viewer.user).toMatchObject({ username: 'ada' });

  const line = await signOn(world.url, ada.token);
  line.say({ id: 'events', type: 'subscribe', payload: { query: example('Events'), variables: { after: null } } });
  while (world.app.services.hub.size().listeners === 0) await setImmediate();
  type Group = { createGroup: { chat: { id: string }; invited: unknown } };
  const { createGroup } = await world.ask<Group>(ada, example('Group'));
  expect(createGroup.invited).toEqual(['ben', 'joon'].map((username) => ({ username, status: 'INVITED' })));

  const { viewer } = await world.ask<Me>(ben, example('Me'));
  const accepted = await world.ask(ben, example('Accept'), { invitationId: viewer.invitations.edges[0]?.node.id });
  expect(accepted).toMatchObject({ acceptInvitation: { __typename: 'AcceptInvitationSuccess' } });
  const chatId = createGroup.chat.id;
  line.say({ id: 'signals', type: 'subscribe', payload: { query: example('Signals') } });
  expect((await line.hear('next', 'signals')).payload).toMatchObject({
    data: {
      signals: { __typename: 'PresenceChange', user: { displayName: 'Ada Moretti' }, presence: { online: true } },
    },
  });
  const sent = await world.ask(ada, example('Send'), { id: newId(), chatId, text: 'Morning!' });
  expect(sent).toMatchObject({ sendMessage: { __typename: 'SendMessageSuccess', replayed: false } });
  expect(JSON.stringify(await world.ask(ben, example('History'), { chatId }))).toContain('Morning!');
  while (!JSON.stringify(line.frames).includes('Morning!')) await once(line.socket, 'message');
});

function example(name: string): string {
  return (
    EXAMPLES.find(({ query }) => new RegExp(`^(query|mutation|subscription) ${name}\\b`, 'm').test(query))?.query ?? ''
  );
}

const SCRIPT = /<script>([\s\S]*?)<\/script>/g;

function open(headers: Readonly<Record<string, string>> = {}, url = world.url): Promise<Reply> {
  return send(url, { method: 'GET', headers: { accept: 'text/html', ...headers } });
}
