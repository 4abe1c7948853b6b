import { connect, type Socket } from 'node:net';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askOver, dial, signOn, type Line } from '../testing/dial.ts';
import type { Person } from '../testing/person.ts';
import { send } from '../testing/send.ts';
import { startWorld, type World } from '../testing/world.ts';

let world: World;
let ann: Person;

beforeAll(async () => {
  world = await startWorld({ ALLOWED_ORIGINS: 'https://friend.example' });
  ann = await world.person('ann');
});
afterAll(() => world.close());

const WHO = '{ viewer { user { username } session { id } } }';
const KNOCK = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
].join('\r\n');
const UPGRADE = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
const LISTEN = { query: 'subscription { events { __typename } }' };

describe('the origin of a socket', () => {
  it('that is foreign is refused with a cookie, before anything is opened', async () => {
    const { host } = new URL(world.url);
    const strangers = ['https://evil.example', 'null', `${world.url}.evil.example`, `http://evil${host}`];
    for (const origin of [...strangers, `http://${host}@evil.example`, 'http://127.0.0.1:1', `file://${host}`, '']) {
      await expect(dial(world.url, { headers: { ...cookie(ann), origin } }), origin).rejects.toThrow('403');
    }
    const site = { ...cookie(ann), 'sec-fetch-site': 'cross-site' };
    await expect(dial(world.url, { headers: site })).rejects.toThrow('403');
  });

  it('that is our own, or a friend’s, lets the cookie sign in', async () => {
    for (const origin of [world.url, 'https://friend.example']) {
      const line = await signOn(world.url, null, { headers: { ...cookie(ann), origin } });
      expect(await nameOf(line)).toBe('ann');
    }
  });

  it('that is missing makes the cookie count for nothing', async () => {
    expect(await nameOf(await signOn(world.url, null, { headers: cookie(ann) }))).toBeNull();
  });

  it('does not matter to a bearer token', async () => {
    const bob = await world.person('bob');
    expect(await nameOf(await signOn(world.url, ann.token, { headers: { origin: 'https://evil.example' } }))).toBe(
      'ann',
    );
    expect(await nameOf(await signOn(world.url, bob.token, { headers: { ...cookie(ann), origin: world.url } }))).toBe(
      'bob',
    );
  });
});

describe('a socket ends', () => {
  it.each(['graphql-ws', 'soap', ''])('with 4406 when it wants to speak "%s"', async (protocol) => {
    expect(await farewell(protocol)).toBe(4406);
  });

  it('with 4408 when it says nothing for 3 seconds', async () => {
    const line = await dial(world.url);
    const began = performance.now();
    expect((await line.closed).code).toBe(4408);
    expect(performance.now() - began).toBeLessThan(4_500);
  });

  it('with 4401 when it subscribes before it is known', async () => {
    const line = await dial(world.url);
    line.say({ id: '1', type: 'subscribe', payload: LISTEN });
    expect((await line.closed).code).toBe(4401);
  });

  it.each([
    { authorization: `Bearer rgg_${'A'.repeat(43)}` },
    { authorization: 'Bearer' },
    { authorization: 'letmein' },
    { authorization: 7 },
  ])('with 4401 when it brings %j', async (payload) => {
    const line = await dial(world.url, { headers: { ...cookie(ann), origin: world.url } });
    line.say({ type: 'connection_init', payload });
    expect((await line.closed).code).toBe(4401);
  });

  it('with 4401 when the cookie is over', async () => {
    const line = await dial(world.url, { headers: { cookie: `ruggine=rgg_${'A'.repeat(43)}`, origin: world.url } });
    line.say({ type: 'connection_init' });
    expect((await line.closed).code).toBe(4401);
  });

  it('with 1009 when a frame is larger than 64 kB', async () => {
    const line = await signOn(world.url, ann.token);
    line.socket.send('x'.repeat(1_000_000));
    expect((await line.closed).code).toBe(1009);
  });

  it('with 1008 when a message comes in crumbs, or in pieces of nothing', async () => {
    for (const crumb of ['x', '']) {
      const line = await signOn(world.url, ann.token);
      for (let n = 0; n < 1_000; n++) line.socket.send(crumb, { fin: false });
      expect((await line.closed).code).toBe(1008);
    }
  });

  it('with 4400 when a frame is binary or makes no sense', async () => {
    for (const frame of [
      Buffer.from('{}'),
      '{',
      '[]',
      '{"type":"subscribe"}',
      '{"type":"subscribe","id":"1","payload":{"query":7}}',
      '{"type":"steal"}',
    ]) {
      const line = await signOn(world.url, ann.token);
      line.socket.send(frame);
      expect([String(frame), (await line.closed).code]).toEqual([String(frame), 4400]);
    }
  });

  it('with 4429 when frames come by the hundreds, or it introduces itself twice', async () => {
    const flood = await signOn(world.url, ann.token);
    for (let n = 0; n < 500; n++) flood.say({ type: 'ping' });
    const twice = await signOn(world.url, ann.token);
    twice.say({ type: 'connection_init' });
    expect([(await flood.closed).code, (await twice.closed).code]).toEqual([4429, 4429]);
  });

  it('with 4409 when two operations have the same id', async () => {
    const line = await signOn(world.url, ann.token);
    for (const id of ['1', '1']) line.say({ id, type: 'subscribe', payload: LISTEN });
    expect((await line.closed).code).toBe(4409);
  });

  it('with 4503 when the server goes', async () => {
    const node = await world.another();
    const line = await signOn(node.url, ann.token);
    await node.app.close();
    expect((await line.closed).code).toBe(4503);
    await expect(dial(node.url)).rejects.toThrow('ECONNREFUSED');
  });
});

it('lives through a crowd that knocks and resets, and leaves nothing open of those it refused', async () => {
  const node = await world.another();
  const { port } = new URL(node.url);
  const open = () =>
    new Promise<number>((done) => node.app.server.server.getConnections((_error, count) => done(count)));
  const knock = (path: string) =>
    new Promise<Socket>((resolve) => {
      const socket = connect({ port: Number(port), allowHalfOpen: true }, () => {
        socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${KNOCK}\r\n\r\n`);
        resolve(socket);
      });
      socket.on('error', () => {});
    });
  const crowd = await Promise.all(Array.from({ length: 300 }, () => knock('/graphql')));
  for (const socket of crowd) socket.resetAndDestroy();
  const refused = await Promise.all(Array.from({ length: 50 }, () => knock('/nowhere')));
  await expect.poll(open).toBe(0);
  for (const socket of refused) socket.destroy();
  expect(await nameOf(await signOn(node.url, ann.token))).toBe('ann');
});

it('opens 200 silent sockets for one address and no more, and counts none that never opened', async () => {
  for (let n = 0; n < 250; n++) expect((await send(world.url, { method: 'GET', headers: UPGRADE })).status).toBe(400);
  const node = await world.another();
  const silent: Line[] = [];
  for (let n = 0; n < 200; n++) silent.push(await dial(node.url));
  await expect(dial(node.url)).rejects.toThrow('429');
  silent[0]?.say({ type: 'connection_init' });
  await silent[0]?.hear('connection_ack');
  await expect(dial(node.url), 'without a token it is still nobody').rejects.toThrow('429');
  silent[1]?.say({ type: 'connection_init', payload: { authorization: `Bearer ${ann.token}` } });
  await silent[1]?.hear('connection_ack');
  expect(await nameOf(await signOn(node.url, ann.token))).toBe('ann');
  expect(await nameOf(await signOn(world.url, ann.token))).toBe('ann');
});

function cookie({ token }: Person) {
  return { cookie: `ruggine=${token}` };
}

async function nameOf(line: Line): Promise<string | null> {
  const { data } = await askOver<{ viewer: { user: { username: string } } | null }>(line, WHO);
  return data?.viewer?.user.username ?? null;
}

/** The close code for a socket of another protocol. Clients give up by themselves, so its first frame is read by hand. */
function farewell(protocol: string): Promise<number> {
  const handshake = {
    ...UPGRADE,
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...(protocol && { 'sec-websocket-protocol': protocol }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${world.url}/graphql`, { headers: handshake });
    asked.on('error', reject);
    asked.on('upgrade', (_response, stream, head) => {
      const read = (frame: Buffer) => {
        resolve(frame.readUInt16BE(2));
        stream.destroy();
      };
      if (head.length > 0) read(head);
      else stream.once('data', read);
    });
    asked.end();
  });
}
