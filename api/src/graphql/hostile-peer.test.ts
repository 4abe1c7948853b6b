import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../platform/ids.ts';
import { signOn } from '../testing/dial.ts';
import { listen } from '../testing/listen.ts';
import { readKnowledge } from '../testing/model.ts';
import type { Person } from '../testing/person.ts';
import { createVerbs, gather, type Verbs } from '../testing/verbs.ts';
import { startWorld, type World } from '../testing/world.ts';
import { localId } from './nodes.ts';

let world: World;
let does: Verbs;
let ann: Person;
let bob: Person;
let chatId: string;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
  [ann, bob] = [await world.person('ann'), await world.person('bob')];
  chatId = await gather(world.ask, ann, bob);
});
afterAll(() => world.close());

const SUBSCRIBE = { query: 'subscription { events { cursor } }' };

it('cannot pile up subscriptions under one id', async () => {
  const line = await signOn(world.url, ann.token);
  for (let nth = 0; nth < 30; nth++) {
    line.say({ id: 'same', type: 'subscribe', payload: SUBSCRIBE });
    line.say({ id: 'same', type: 'complete' });
  }
  expect((await line.closed).code).toBe(4409);
  await expect.poll(() => world.app.services.hub.size().listeners).toBe(0);
});

it('may use an id again once the operation has ended', async () => {
  const line = await signOn(world.url, ann.token);
  for (let nth = 0; nth < 3; nth++) {
    const before = line.frames.length;
    line.say({ id: 'again', type: 'subscribe', payload: { query: '{ __typename }' } });
    await expect.poll(() => line.frames.slice(before).at(-1)?.type).toBe('complete');
  }
  line.socket.close();
});

it('has no say any more once its session has ended, though it does not hear of it', async () => {
  const phone = await world.device(ann);
  const line = await signOn(world.url, phone.token);
  line.socket.pause();
  await world.ask(phone, 'mutation { logOut { __typename } }');
  const query = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }';
  const id = newId();
  line.say({
    id: 'late',
    type: 'subscribe',
    payload: { query, variables: { input: { id, chatId, text: 'still me' } } },
  });
  await new Promise((done) => setTimeout(done, 500));
  expect(await world.database.prisma.message.findUnique({ where: { id } })).toBeNull();
  line.socket.resume();
  expect((await line.closed).code).toBe(4401);
});

it('is closed when an event cannot be read, and hears it when it comes again', async () => {
  const { sent } = await does.say(ann, chatId, 'worth waiting for');
  const { cursor } = await readKnowledge(world.ask, bob);
  const live = await listen(world.url, bob, cursor);
  await expect.poll(world.app.services.hub.size).toMatchObject({ listeners: 1, arriving: 0 });
  const row = localId('Chat', chatId) ?? '';
  const blocker = await world.database.pool.connect();
  await blocker.query('BEGIN');
  await blocker.query('LOCK TABLE message IN ACCESS EXCLUSIVE MODE');
  const [told] = await world.database.prisma.$queryRaw<{ seq: number }[]>`
    WITH head AS (UPDATE chat SET last_seq = last_seq + 1 WHERE id = ${row}::uuid RETURNING last_seq)
    INSERT INTO log (kind, chat_id, seq, subject_id)
    SELECT 'MessageSent', ${row}::uuid, last_seq, ${localId('Message', sent?.id ?? '')}::uuid FROM head RETURNING seq`;
  await world.app.services.hub.checkTail();
  expect(await live.closed).toBe(4500);
  expect(live.heard).toEqual([]);
  await blocker.query('COMMIT');
  blocker.release();
  const again = await listen(world.url, bob, cursor);
  await again.until(({ seq }) => seq === told?.seq);
  await again.stop();
});
