import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localId } from '../graphql/nodes.ts';
import { listen, type Heard } from '../testing/listen.ts';
import { readKnowledge } from '../testing/model.ts';
import { createVerbs, gather, waitingInvitation, type Verbs } from '../testing/verbs.ts';
import type { Person } from '../testing/person.ts';
import { startWorld, type World } from '../testing/world.ts';
import { positionBelow, sealCursor } from './cursor.ts';

let world: World;
let does: Verbs;
let ann: Person;
let bob: Person;
let chatId: string;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
  [ann, bob] = await Promise.all([world.person('ann'), world.person('bob')]);
  chatId = await gather(world.ask, ann, bob);
});
afterAll(() => world.close());

const seqs = (heard: readonly Heard[]) => heard.filter((event) => event.chatId === chatId).map(({ seq = 0 }) => seq);
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => from + place);

describe('events', () => {
  it('go on from the log to what happens, without a hole or a repeat, while many are sending', async () => {
    const { cursor, knowledge } = await readKnowledge(world.ask, bob);
    const before = knowledge.chats[chatId]?.lastSeq ?? 0;
    const sending = Promise.all(
      upTo(1, 4).map(async (sender) => {
        for (const nth of upTo(1, 40)) await does.say(sender % 2 ? ann : bob, chatId, `${sender}/${nth}`);
      }),
    );
    const listeners = [];
    for (const _nth of upTo(1, 6)) listeners.push(await listen(world.url, bob, cursor));
    await sending;
    for (const live of listeners) {
      await live.until(({ seq }) => seq === before + 160);
      expect(seqs(live.heard)).toEqual(upTo(before + 1, before + 160));
      await live.stop();
    }
  });

  it('are told once and in order to who has left and come back, by a node that hears of it late', async () => {
    // No bus between the nodes: this one finds out by looking.
    const late = await world.another();
    const { cursor: begin } = await readKnowledge(world.ask, ann);
    const group = await gather(world.ask, ann, bob);
    const { cursor } = await readKnowledge(world.ask, bob);
    const there = await listen(late.url, ann, begin);
    await there.until(({ chatId: id }) => id === group);
    await does.leave(bob, group);
    await does.invite(ann, group, bob.username);
    await does.accept(bob, await waitingInvitation(world.ask, bob, group));
    for (const nth of upTo(1, 5)) await does.say(ann, group, `again ${nth}`);
    const back = await listen(late.url, bob, cursor);
    const head = (await does.say(ann, group, 'the last')).sent?.seq ?? 0;
    await back.until(({ chatId: id, seq }) => id === group && seq === head);
    const heard = back.heard.filter(({ chatId: id }) => id === group).map(({ seq = 0 }) => seq);
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
    expect(heard.length).toBeGreaterThan(7);
    await Promise.all([back.stop(), there.stop()]);
  });

  it('resume from any cursor on the way and lose nothing', async () => {
    const { cursor } = await readKnowledge(world.ask, bob);
    const live = await listen(world.url, bob, cursor);
    for (const nth of upTo(1, 5)) await does.say(ann, chatId, `resume ${nth}`);
    const head = (await does.say(ann, chatId, 'the last')).sent?.seq ?? 0;
    await live.until(({ seq }) => seq === head);
    await live.stop();
    for (const event of live.heard) {
      const again = await listen(world.url, bob, event.cursor);
      if (event.seq !== head) await again.until(({ seq }) => seq === head);
      const heard = seqs(again.heard);
      expect(heard).toEqual([...heard].sort((a, b) => a - b));
      expect(new Set([...heard, ...upTo(0, event.seq ?? 0)])).toEqual(new Set(upTo(0, head)));
      await again.stop();
    }
  });

  it('reach listeners though the bus has lost them, at the next check of the tail', async () => {
    const { cursor } = await readKnowledge(world.ask, bob);
    const live = await listen(world.url, bob, cursor);
    const { prisma } = world.database;
    const row = localId('Chat', chatId) ?? '';
    const id = crypto.randomUUID();
    // Committed by a node that died before it could tell anybody.
    const [{ seq } = { seq: 0 }] = await prisma.$queryRaw<{ seq: number }[]>`
      WITH head AS (UPDATE chat SET last_seq = last_seq + 1 WHERE id = ${row}::uuid RETURNING last_seq),
      sent AS (INSERT INTO message (id, chat_id, seq, sender_id, text)
        SELECT ${id}::uuid, ${row}::uuid, last_seq, ${ann.id}::uuid, 'lost on the way' FROM head RETURNING seq)
      INSERT INTO log (kind, chat_id, seq, subject_id) SELECT 'MessageSent', ${row}::uuid, seq, ${id}::uuid FROM sent RETURNING seq`;
    await world.app.services.hub.checkTail();
    await live.until((event) => event.seq === seq);
    await live.stop();
  });

  it('hear of a session that ended unnoticed, at the next check of the tail', async () => {
    const phone = await world.device(bob);
    await world.app.services.hub.checkTail();
    const { cursor } = await readKnowledge(world.ask, bob);
    const live = await listen(world.url, phone, cursor);
    await world.database.prisma.session.update({ where: { id: phone.sessionId }, data: { revokedAt: new Date() } });
    await world.database.prisma.$executeRaw`
      INSERT INTO log (kind, user_id, subject_id) VALUES ('SessionEnded', ${bob.id}::uuid, ${phone.sessionId}::uuid)`;
    await world.app.services.hub.checkTail();
    expect(await live.closed).toBe(4401);
  });

  it('make progress through a backlog while a slow transaction keeps everything young, and miss nothing of it', async () => {
    // What was told before this moment does not come again.
    await world.app.services.hub.checkTail();
    const { cursor, knowledge } = await readKnowledge(world.ask, bob);
    const before = knowledge.chats[chatId]?.lastSeq ?? 0;
    const slow = await world.database.pool.connect();
    await slow.query('BEGIN');
    await slow.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    // Takes its ids and its transaction first, and becomes visible last: more rows than a page has.
    await slow.query(
      `INSERT INTO log (kind, user_id, subject_id) SELECT 'SessionEnded', $1, gen_random_uuid() FROM generate_series(1, 700)`,
      [bob.id],
    );
    const sending = upTo(1, 20).map(async (sender) => {
      for (const nth of upTo(1, 35)) await does.say(ann, chatId, `${sender}/${nth}`);
    });
    await Promise.all(sending);
    const live = await listen(world.url, bob, cursor);
    await live.until(({ seq }) => seq === before + 700);
    await slow.query('COMMIT');
    slow.release();
    const late = await listen(world.url, bob, live.heard.at(-1)?.cursor ?? null);
    const ended = (heard: readonly Heard[]) => heard.filter(({ __typename }) => __typename === 'SessionEnded').length;
    await expect.poll(() => ended(late.heard), { timeout: 10_000 }).toBe(700);
    expect(seqs(live.heard)).toEqual(upTo(before + 1, before + 700));
    const again = await listen(world.url, bob, cursor);
    await again.until(({ seq }) => seq === before + 700);
    expect(ended(again.heard)).toBe(700);
    expect(seqs(again.heard)).toEqual(upTo(before + 1, before + 700));
    for (const each of [live, late, again]) await each.stop();
  });

  it('ask for a snapshot when the cursor is of a lost future or of another history', async () => {
    const { identity } = world.app.services.log;
    const far = positionBelow(2n ** 40n + 7n);
    const page =
      'query ($after: String!) { events(after: $after) { hasMore cursor events { __typename ... on SnapshotRequired { reason } } } }';
    type Page = { events: { cursor: string; events: { __typename: string }[] } };
    const other = { ...identity, epoch: '0198c7a2-6f3e-7c1a-8d2b-000000000000' };
    for (const after of [sealCursor(far, identity), sealCursor(positionBelow(1n), other)]) {
      const { events } = await world.ask<Page>(bob, page, { after });
      expect(events.events.map(({ __typename }) => __typename)).toEqual(['SnapshotRequired']);
      const next = await world.ask<Page>(bob, page, { after: events.cursor });
      expect(next.events.events).toEqual([]);
    }
  });

  it('refuse a cursor that was tampered with', async () => {
    const { errors } = await world.ask.whole(bob, '{ events(after: "AAAA") { hasMore } }');
    expect(errors?.[0]?.extensions['code']).toBe('BAD_CURSOR');
  });

  it('go on from the cursor of a mutation', async () => {
    const first = await does.say(ann, chatId, 'from here');
    const second = await does.say(ann, chatId, 'to here');
    const live = await listen(world.url, bob, first.cursor);
    await live.until(({ seq }) => seq === second.sent?.seq);
    await live.stop();
  });

  it('leave nothing behind when listeners go', async () => {
    await expect
      .poll(() => world.app.services.hub.size())
      .toEqual({ people: 0, chats: 0, listeners: 0, arriving: 0, waiting: 0 });
  });
});
