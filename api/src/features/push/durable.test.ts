import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { inTransaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { createAsk } from '../../testing/ask.ts';
import type { Person } from '../../testing/person.ts';
import { startNodeProcess } from '../../testing/process.ts';
import { startPushService, type Browser, type PushService } from '../../testing/push-service.ts';
import { createRinging } from '../../testing/ringing.ts';
import { createVerbs, gather } from '../../testing/verbs.ts';
import { startWorld, type World } from '../../testing/world.ts';

let service: PushService;

beforeAll(async () => {
  service = await startPushService();
});
afterAll(() => service.close());

type Scene = Readonly<{ world: World; ann: Person; chatId: string; phone: Browser }>;

let scene: Scene;

beforeEach(async () => {
  const world = await startWorld({ PUSH_OWN_SERVICES: service.origin, PUSH_WAIT_MS: '200' });
  onTestFinished(() => world.close());
  const [ann, bob] = [await world.person('ann'), await world.person('bob')];
  const chatId = await gather(world.ask, ann, bob);
  const phone = service.browser();
  await createRinging(world.ask).register(bob, phone);
  scene = { world, ann, chatId, phone };
});

it('rings once, however many nodes there are', async () => {
  const { world, ann, chatId, phone } = scene;
  const nodes = [world, await world.another(), await world.another()];
  let last = 0;
  for (let n = 0; n < 30; n++) {
    const node = nodes[n % nodes.length] ?? world;
    last = (await createVerbs(node.ask).say(ann, chatId, `${n}`)).sent?.seq ?? 0;
    if (n % 10 === 9) await expect.poll(() => seqsOf(phone).at(-1), { timeout: 15_000 }).toBe(last);
  }
  expect(seqsOf(phone)).toEqual([...new Set(seqsOf(phone))]);
  expect(phone.asked()).toBe(phone.told.length);
});

it('rings for what was said just before the last node went', async () => {
  const { world, ann, chatId, phone } = scene;
  const { sent } = await createVerbs(world.ask).say(ann, chatId, 'are you there?');
  await world.app.close();
  expect(phone.asked()).toBe(0);
  await world.another();
  await expect.poll(() => seqsOf(phone), { timeout: 15_000 }).toEqual([sent?.seq]);
});

it('rings for what was said to a node that was killed on the spot', async () => {
  const { world, ann, chatId, phone } = scene;
  await world.app.close();
  const settings = {
    DATABASE_URL: world.database.pool.options.connectionString ?? '',
    PUSH_OWN_SERVICES: service.origin,
    PUSH_WAIT_MS: '1000',
  };
  const seqs: unknown[] = [];
  for (let n = 0; n < 3; n++) {
    const node = await startNodeProcess(settings);
    const { sent } = await createVerbs(createAsk(node.url)).say(ann, chatId, `${n}`);
    // Before the log is read, while the job waits, and when it is about to be done.
    await pause(n * 700);
    await node.kill();
    seqs.push(sent?.seq);
  }
  await world.another();
  await expect.poll(() => seqsOf(phone).at(-1), { timeout: 90_000 }).toBe(seqs.at(-1));
  expect(seqsOf(phone)).toEqual([...new Set(seqsOf(phone))]);
}, 120_000);

it('does what a node had at hand that died', async () => {
  const { world, ann, chatId, phone } = scene;
  const { pool } = world.database;
  await world.app.close();
  const slow = await world.another({ PUSH_OWN_SERVICES: service.origin, PUSH_WAIT_MS: '60000' });
  const { sent } = await createVerbs(slow.ask).say(ann, chatId, 'are you there?');
  const waiting = () => pool.query(`SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = 'push-chat'`);
  await expect.poll(async () => (await waiting()).rowCount, { timeout: 10_000 }).toBe(1);
  await slow.app.close();
  await pool.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now(), locked_by = 'dead', locked_at = now() - interval '2 minutes'`,
  );
  await world.another();
  await expect.poll(() => seqsOf(phone), { timeout: 15_000 }).toEqual([sent?.seq]);
});

it('rings by a queue that nobody frees any more', async () => {
  const { world, ann, chatId, phone } = scene;
  const { pool } = world.database;
  await createVerbs(world.ask).say(ann, chatId, 'before');
  await expect.poll(() => phone.told.length, { timeout: 15_000 }).toBe(1);
  await world.app.close();
  // As when a job was done twice: neither of the two frees what the other has locked.
  const { rowCount } = await pool.query(
    `UPDATE graphile_worker._private_job_queues SET locked_by = 'other', locked_at = now() - interval '2 minutes'`,
  );
  expect(rowCount).toBe(1);
  const node = await world.another();
  const { sent } = await createVerbs(node.ask).say(ann, chatId, 'after');
  await expect.poll(() => seqsOf(phone).at(-1), { timeout: 15_000 }).toBe(sent?.seq);
});

it('goes on when the database has cut all connections', async () => {
  const { world, ann, chatId, phone } = scene;
  const verbs = createVerbs(world.ask);
  await verbs.say(ann, chatId, 'before');
  await expect.poll(() => phone.told.length, { timeout: 15_000 }).toBe(1);
  await world.database.pool.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  const { sent } = await verbs.say(ann, chatId, 'after');
  await expect.poll(() => seqsOf(phone).at(-1), { timeout: 15_000 }).toBe(sent?.seq);
});

it('rings for a message whose transaction was over late', async () => {
  const { world, ann, chatId, phone } = scene;
  const local = Buffer.from(chatId, 'base64').toString().split(':')[1];
  const cora = await world.person('cora');
  const tablet = service.browser();
  await createRinging(world.ask).register(cora, tablet);
  const other = await gather(world.ask, ann, cora);

  await inTransaction(world.database.pool, async (client) => {
    const id = newId();
    await client.query('UPDATE chat SET last_seq = last_seq + 1 WHERE id = $1', [local]);
    await client.query(
      `INSERT INTO message (id, chat_id, seq, kind, sender_id, text) SELECT $1, id, last_seq, 'TEXT', $3, 'late' FROM chat WHERE id = $2`,
      [id, local, ann.id],
    );
    await client.query(
      `INSERT INTO log (kind, chat_id, seq, subject_id) SELECT 'MessageSent', id, last_seq, $1 FROM chat WHERE id = $2`,
      [id, local],
    );
    // What comes later is read earlier.
    await createVerbs(world.ask).say(ann, other, 'quick');
    await expect.poll(() => tablet.told.length, { timeout: 15_000 }).toBe(1);
  });
  await expect.poll(() => phone.told.length, { timeout: 15_000 }).toBe(1);
});

function seqsOf({ told }: Browser): unknown[] {
  return told.map(({ content }) => content['seq']);
}
