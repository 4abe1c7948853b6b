import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPushService, type PushService } from '../../testing/push-service.ts';
import { createRinging } from '../../testing/ringing.ts';
import { createVerbs, gather, type Verbs } from '../../testing/verbs.ts';
import { startWorld, type World } from '../../testing/world.ts';

let service: PushService;
let world: World;
let verbs: Verbs;
let ringing: ReturnType<typeof createRinging>;

beforeAll(async () => {
  service = await startPushService();
  world = await startWorld({ PUSH_OWN_SERVICES: service.origin, PUSH_WAIT_MS: '0' });
  verbs = createVerbs(world.ask);
  ringing = createRinging(world.ask);
});
afterAll(async () => {
  await world.close();
  await service.close();
});

const LOG_OUT = 'mutation { logOut { __typename } }';

it('moves an endpoint to whoever registers it, and nobody sees what comes for the former', async () => {
  const [ann, bob, cora] = [await world.person('ann'), await world.person('bob'), await world.person('cora')];
  const [withBob, withCora] = [await gather(world.ask, ann, bob), await gather(world.ask, ann, cora)];
  const shared = service.browser();
  const { device } = await ringing.register(bob, shared, { preview: 'TEXT' });
  const moved = await ringing.register(cora, shared);
  expect(moved.device).toMatchObject({ preview: 'NOTHING', lastDecision: null });
  expect(moved.device?.id).not.toBe(device?.id);
  expect(await ringing.devices(bob)).toEqual([]);

  await verbs.say(ann, withBob, 'for Bob alone');
  await verbs.say(ann, withCora, 'for Cora');
  const [told] = await ringing.rings(shared, 1);
  expect(told).toMatchObject({ chatId: withCora });
  expect((await ringing.remove(bob, shared.subscription.endpoint)).removed).toBe(false);
  expect((await ringing.remove(cora, shared.subscription.endpoint)).removed).toBe(true);
  expect(await ringing.devices(cora)).toEqual([]);
});

it('is the same device when it is registered again, also by two at once', async () => {
  const dan = await world.person('dan');
  const phone = service.browser();
  const both = await Promise.all([ringing.register(dan, phone), ringing.register(dan, phone)]);
  const again = await ringing.register(dan, phone, { preview: 'TEXT' });
  expect(new Set([...both, again].map(({ device }) => device?.id)).size).toBe(1);
  expect(await ringing.devices(dan)).toHaveLength(1);
});

it('ends with its session, and is nobody else’s business', async () => {
  const [eve, finn] = [await world.person('eve'), await world.person('finn')];
  const chatId = await gather(world.ask, eve, finn);
  const other = await world.device(finn);
  const [phone, laptop] = [service.browser(), service.browser()];
  const { device } = await ringing.register(finn, phone);
  await ringing.register(other, laptop);
  const node = `{ node(id: "${device?.id}") { id } }`;
  expect(await world.ask(eve, node)).toEqual({ node: null });
  expect(await world.ask(other, node)).toEqual({ node: { id: device?.id } });
  expect((await ringing.test(eve, device?.id ?? '')).code).toBe('NOT_FOUND');

  await world.ask(finn, LOG_OUT);
  expect(await world.ask(other, node)).toEqual({ node: null });
  await verbs.say(eve, chatId, 'hello');
  await ringing.rings(laptop, 1);
  expect(phone.asked()).toBe(0);
  await world.database.prisma.session.update({ where: { id: other.sessionId }, data: { expiresAt: new Date() } });
  await verbs.say(eve, chatId, 'hello?');
  const third = await world.device(finn);
  const tablet = service.browser();
  await ringing.register(third, tablet);
  await verbs.say(eve, chatId, 'anybody?');
  await ringing.rings(tablet, 1);
  expect(laptop.told).toHaveLength(1);
});

it('asks no more for a device that is gone, and takes a new one in its place', async () => {
  const [gil, hana] = [await world.person('gil'), await world.person('hana')];
  const chatId = await gather(world.ask, gil, hana);
  const phone = service.browser();
  await ringing.register(hana, phone);
  phone.refuse(410);
  await verbs.say(gil, chatId, 'one');
  await ringing.decided(hana, 'FAILED');
  expect((await ringing.devices(hana))[0]).toMatchObject({ lastFailure: 'GONE', deaf: true });

  const laptop = service.browser();
  await ringing.register(await world.device(hana), laptop);
  await verbs.say(gil, chatId, 'two');
  await ringing.rings(laptop, 1);
  expect(phone.asked()).toBe(1);
  phone.refuse(201, 0);
  await ringing.register(hana, phone);
  await verbs.say(gil, chatId, 'three');
  await ringing.rings(phone, 1);
  expect(await ringing.devices(hana)).toHaveLength(2);
});

it('tries again when the push service is out of order, not before it says, and rings once', async () => {
  const [ivo, joe] = [await world.person('ivo'), await world.person('joe')];
  const chatId = await gather(world.ask, ivo, joe);
  const [phone, laptop] = [service.browser(), service.browser()];
  await ringing.register(joe, phone);
  await ringing.register(await world.device(joe), laptop);
  phone.refuse(503, 1);
  laptop.refuse(429, 1, { 'retry-after': '4' });
  await verbs.say(ivo, chatId, 'at last');
  await ringing.decided(joe, 'FAILED');
  const refused = Date.now();
  expect((await ringing.devices(joe))[0]).toMatchObject({ lastFailure: 'BUSY', deaf: true });
  await ringing.rings(phone, 1);
  await verbs.say(ivo, chatId, 'one more');
  await ringing.rings(laptop, 1);
  expect(Date.now() - refused).toBeGreaterThan(3_000);
  expect(laptop.asked()).toBe(2);
  await ringing.decided(joe, 'RANG');
  expect((await ringing.devices(joe))[0]).toMatchObject({ lastFailure: 'BUSY', deaf: false });
});

it('tests a device and tells what its push service said', async () => {
  const kim = await world.person('kim');
  const phone = service.browser();
  const { device } = await ringing.register(kim, phone);
  const id = device?.id ?? '';
  const good = await ringing.test(kim, id);
  expect(good).toMatchObject({ accepted: true, status: 201, failure: null, device: { deaf: false } });
  expect((await ringing.rings(phone, 1))[0]).toEqual({ v: 1, kind: 'TEST', id });
  phone.refuse(403);
  const bad = await ringing.test(kim, id);
  expect(bad).toMatchObject({ accepted: false, status: 403, failure: 'REFUSED', device: { deaf: true } });
  // To redirect would be a way into our network.
  phone.refuse(307, 1, { location: `${service.origin}/push/elsewhere` });
  expect(await ringing.test(kim, id)).toMatchObject({ accepted: false, status: 307, failure: 'REFUSED' });
});

it.each([
  'http://push.example.org/a',
  'https://127.0.0.1/a',
  'https://2130706433/a',
  'https://0x7f.1/a',
  'https://[::1]/a',
  'https://[::ffff:7f00:1]/a',
  'https://169.254.169.254/latest/meta-data',
  'https://203.0.113.9/a',
  'https://localhost/a',
  'https://db/a',
  'https://printer.local/a',
  'https://metadata.google.internal/a',
  'https://push.example.org:5432/a',
  'https://ann:secret@push.example.org/a',
  'ftp://push.example.org/a',
  'not a URL',
  `https://push.example.org/${'a'.repeat(2_000)}`,
])('does not take %s', async (endpoint) => {
  const someone = await world.person(`p${Math.random().toString(36).slice(2, 12)}`);
  const answer = await ringing.register(someone, { subscription: { ...service.browser().subscription, endpoint } });
  expect(answer).toMatchObject({ __typename: 'InputError', fields: [{ path: ['endpoint'] }] });
});

it('does not call a name that leads inside, nor what the settings no longer allow', async () => {
  const strict = await world.another({ PUSH_HOSTS: '*.push.example.org,push.example.net' });
  const max = await world.person('max');
  const there = createRinging(strict.ask);
  const at = (endpoint: string) => ({ subscription: { ...service.browser().subscription, endpoint } });
  expect((await there.register(max, at('https://push.example.com/a'))).code).toBe('INVALID_INPUT');
  expect((await there.register(max, service.browser())).code).toBe('INVALID_INPUT');
  expect((await there.register(max, at('https://eu.push.example.org/a'))).device?.service).toBe('eu.push.example.org');
  // The machine's own name of this kind resolves to itself without asking anybody.
  await ringing.register(max, at('https://elsewhere.example.com/a'));
  const [newest] = await ringing.devices(max);
  expect(await there.test(max, newest?.id ?? '')).toMatchObject({
    accepted: false,
    failure: 'NOT_ALLOWED',
    status: null,
  });
});

it('takes only keys that can be encrypted with, and 20 devices of one person', async () => {
  const lea = await world.person('lea');
  const { subscription } = service.browser();
  const offCurve = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString('base64url');
  for (const p256dh of ['', 'AAAA', 'not base64!', offCurve]) {
    const answer = await ringing.register(lea, { subscription: { ...subscription, p256dh } });
    expect(answer).toMatchObject({ __typename: 'InputError', fields: [{ path: ['p256dh'] }] });
  }
  const short = await ringing.register(lea, { subscription: { ...subscription, auth: 'AAAA' } });
  expect(short).toMatchObject({ __typename: 'InputError', fields: [{ path: ['auth'] }] });
  for (let n = 0; n < 20; n++) expect((await ringing.register(lea, service.browser())).code).toBeUndefined();
  expect((await ringing.register(lea, service.browser())).code).toBe('CONFLICT');
  const [one] = await world.database.prisma.pushDevice.findMany({ where: { sessionId: lea.sessionId } });
  await ringing.remove(lea, one?.endpoint ?? '');
  expect((await ringing.register(lea, service.browser())).code).toBeUndefined();
});
