import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { inTransaction } from '../../platform/database.ts';
import { addJobs, tidyJobs } from '../../platform/jobs.ts';
import { createLog } from '../../platform/log.ts';
import type { Person } from '../../testing/person.ts';
import { startPushService, type Browser, type PushService } from '../../testing/push-service.ts';
import { createRinging } from '../../testing/ringing.ts';
import { createVerbs, gather } from '../../testing/verbs.ts';
import { startWorld, type World } from '../../testing/world.ts';
import { decideChat } from './deciding.ts';
import { chatJob, deviceJob } from './news.ts';

let service: PushService;

beforeAll(async () => {
  service = await startPushService();
});
afterAll(() => service.close());

type Scene = Readonly<{ world: World; ann: Person; chatId: string; localId: string; phone: Browser }>;

let scene: Scene;

/** Of itself nothing rings in the time of a test. */
beforeEach(async () => {
  const world = await startWorld({ PUSH_OWN_SERVICES: service.origin, PUSH_WAIT_MS: '60000' });
  onTestFinished(() => world.close());
  const [ann, bob] = [await world.person('ann'), await world.person('bob')];
  const chatId = await gather(world.ask, ann, bob);
  const localId = Buffer.from(chatId, 'base64').toString().split(':')[1] ?? '';
  const phone = service.browser();
  await createRinging(world.ask).register(bob, phone);
  scene = { world, ann, chatId, localId, phone };
});

it('rings for a message that becomes due while its chat is decided', async () => {
  const { world, ann, chatId, localId, phone } = scene;
  const { pool } = world.database;
  const { sent } = await createVerbs(world.ask).say(ann, chatId, 'just now');
  await expect.poll(() => hasJob(world, 'push-chat'), { timeout: 10_000 }).toBe(true);
  await world.app.close();
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  const dueMs = 3_000;
  const isDue = async () => {
    const text = `SELECT 1 FROM message WHERE chat_id = $1 AND seq = $2 AND created_at < now() - $3 * interval '1 millisecond'`;
    return (await pool.query(text, [localId, sent?.seq, dueMs])).rowCount;
  };
  const deciding = await inTransaction(pool, async (client) => {
    // Whoever reads the devices waits here, with the time it began at.
    await client.query('LOCK TABLE membership IN ACCESS EXCLUSIVE MODE');
    const begun = decideChat({ pool, waitMs: dueMs }, { chatId: localId });
    await waitsForLock(world);
    expect(await isDue()).toBe(0);
    await expect.poll(isDue, { timeout: 10_000 }).toBe(1);
    return { over: begun };
  });
  await deciding.over;
  await world.another({ PUSH_OWN_SERVICES: service.origin, PUSH_WAIT_MS: '1' });
  await expect.poll(() => seqsOf(phone), { timeout: 15_000 }).toEqual([sent?.seq]);
});

it('rings although the job was picked up while it was renewed', async () => {
  const { world, ann, chatId, localId, phone } = scene;
  const { pool, prisma } = world.database;
  const { id: deviceId, session } = await prisma.pushDevice.findFirstOrThrow({ include: { session: true } });
  const { sent } = await createVerbs(world.ask).say(ann, chatId, 'now');
  const seq = sent?.seq ?? 0;
  await prisma.pushRing.create({ data: { deviceId, chatId: localId, rungSeq: seq - 1, sentSeq: seq - 1 } });
  await inTransaction(pool, async (client) => {
    // As a decision does that is not over yet, and whose job, which was there already, is at work.
    await client.query('UPDATE push_ring SET rung_seq = $1', [seq]);
    await addJobs(pool, [deviceJob({ deviceId, userId: session.userId }, localId)]);
    const isTaken = async () => !(await hasJob(world, 'push-device')) || (await isBlocked(world));
    await expect.poll(isTaken, { timeout: 10_000 }).toBe(true);
  });
  await expect.poll(() => seqsOf(phone), { timeout: 15_000 }).toEqual([seq]);
});

it('rings although the queue was tidied up while the job was added', async () => {
  const { world, ann, chatId, localId, phone } = scene;
  const { pool, prisma } = world.database;
  const { id: deviceId, session } = await prisma.pushDevice.findFirstOrThrow({ include: { session: true } });
  const { sent } = await createVerbs(world.ask).say(ann, chatId, 'now');
  const seq = sent?.seq ?? 0;
  const job = deviceJob({ deviceId, userId: session.userId }, localId);
  await addJobs(pool, [job]);
  await expect.poll(() => hasJob(world, job.task), { timeout: 10_000 }).toBe(false);
  await prisma.pushRing.create({ data: { deviceId, chatId: localId, rungSeq: seq } });
  await inTransaction(pool, async (client) => {
    await addJobs(client, [job]);
    await tidyJobs(pool, createLog('silent'));
  });
  await expect.poll(() => seqsOf(phone), { timeout: 15_000 }).toEqual([seq]);
});

it('does not wait in a circle with whoever reads the log', async () => {
  const { world, ann, chatId, localId } = scene;
  const { pool, prisma } = world.database;
  const verbs = createVerbs(world.ask);
  const { id: deviceId, session } = await prisma.pushDevice.findFirstOrThrow({ include: { session: true } });
  await verbs.say(ann, chatId, 'long due');
  await pool.query(`UPDATE push_device SET created_at = created_at - interval '2 hours'`);
  await pool.query(`UPDATE message SET created_at = created_at - interval '1 hour'`);
  await verbs.say(ann, chatId, 'not yet');
  await expect.poll(() => hasJob(world, 'push-chat'), { timeout: 10_000 }).toBe(true);
  await world.app.close();
  const deciding = await inTransaction(pool, async (client) => {
    await addJobs(client, [chatJob(localId, 60_000)], { keepTime: true });
    const begun = decideChat({ pool, waitMs: 60_000 }, { chatId: localId });
    await waitsForLock(world);
    await addJobs(client, [deviceJob({ deviceId, userId: session.userId }, localId)]);
    return { over: begun };
  });
  await deciding.over;
  expect(await hasJob(world, 'push-device')).toBe(true);
});

async function hasJob({ database }: World, task: string): Promise<boolean> {
  const { rows } = await database.pool.query('SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = $1', [task]);
  return rows.length > 0;
}

function waitsForLock(world: World): Promise<void> {
  return expect.poll(() => isBlocked(world), { timeout: 10_000 }).toBe(true);
}

async function isBlocked({ database }: World): Promise<boolean> {
  const { rows } = await database.pool.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
}

function seqsOf({ told }: Browser): unknown[] {
  return told.map(({ content }) => content['seq']);
}
