import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Person } from '../../testing/person.ts';
import { startPushService, type Browser, type PushService } from '../../testing/push-service.ts';
import { createRinging } from '../../testing/ringing.ts';
import { createVerbs, gather, type Verbs } from '../../testing/verbs.ts';
import { startWorld, type World } from '../../testing/world.ts';
import { queueOf } from './news.ts';

let service: PushService;

beforeAll(async () => {
  service = await startPushService();
});
afterAll(() => service.close());

/** Long before a letter to a push service that hangs is over. */
const SOON = { timeout: 7_000, interval: 50 };

let world: World;
let verbs: Verbs;
let ringing: ReturnType<typeof createRinging>;
let ann: Person;

beforeEach(async () => {
  world = await startWorld({ PUSH_OWN_SERVICES: service.origin, PUSH_WAIT_MS: '200' });
  onTestFinished(() => world.close());
  verbs = createVerbs(world.ask);
  ringing = createRinging(world.ask);
  ann = await world.person('ann');
});

it('rings for others while none of one person’s devices answers', async () => {
  const bob = await world.person('bob');
  const cora = await personOfOtherQueue(bob);
  const phone = service.browser();
  await ringing.register(cora, phone);
  const hanging = await Promise.all(Array.from({ length: 6 }, () => hangingDevice(bob)));
  const [chatId, other] = [await gather(world.ask, ann, bob), await gather(world.ask, ann, cora)];
  await verbs.say(ann, chatId, 'are you there?');
  await expect.poll(() => asked(hanging), SOON).toBe(1);
  await verbs.say(ann, other, 'and you?');
  await expect.poll(() => phone.told.length, SOON).toBe(1);
  expect(asked(hanging)).toBe(1);
});

it('decides while all letters wait', async () => {
  const hanging: Browser[] = [];
  const people: Person[] = [];
  for (let n = 0; n < 8; n++) {
    const person = await world.person(`person${n}`);
    people.push(person);
    hanging.push(await hangingDevice(person));
  }
  const chatId = await gather(world.ask, ann, ...people);
  await verbs.say(ann, chatId, 'are you there?');
  await expect.poll(() => asked(hanging), SOON).toBeGreaterThanOrEqual(2);
  const cora = await world.person('cora');
  await ringing.register(cora, service.browser());
  await verbs.say(cora, await gather(world.ask, cora, ann), 'mine');
  await expect.poll(async () => (await ringing.devices(cora))[0]?.lastDecision, SOON).toBe('OWN_MESSAGE');
});

it('leaves a device alone after a failure, longer each time, until it works', async () => {
  const bob = await world.person('bob');
  const chats = [
    await gather(world.ask, ann, bob),
    await gather(world.ask, ann, bob),
    await gather(world.ask, ann, bob),
  ];
  const phone = service.browser();
  const { device } = await ringing.register(bob, phone);
  phone.refuse(503);
  const rest = async () => {
    const [row] = await world.database.prisma.pushDevice.findMany();
    return row?.retryAt && row.lastFailureAt ? row.retryAt.getTime() - row.lastFailureAt.getTime() : 0;
  };
  for (const chatId of chats) await verbs.say(ann, chatId, 'are you there?');
  await expect.poll(rest, { timeout: 15_000 }).toBeGreaterThan(700);
  expect(await rest()).toBeLessThan(1_300);
  await expect.poll(rest, { timeout: 15_000 }).toBeGreaterThan(2_500);
  // With a pause of its own for each of the letters it would be six by now.
  expect(phone.asked()).toBe(3);
  phone.refuse(201, 0);
  await ringing.test(bob, device?.id ?? '');
  expect(await rest()).toBe(0);
});

async function hangingDevice(person: Person): Promise<Browser> {
  const browser = service.browser();
  browser.hang();
  await ringing.register(await world.device(person), browser);
  return browser;
}

function asked(browsers: readonly Browser[]): number {
  return browsers.reduce((sum, browser) => sum + browser.asked(), 0);
}

/** By chance they may have the same. */
async function personOfOtherQueue(than: Person): Promise<Person> {
  for (let n = 0; ; n++) {
    const person = await world.person(`cora${n}`);
    if (queueOf(person.id) !== queueOf(than.id)) return person;
  }
}
