import { afterAll, beforeAll, expect, it } from 'vitest';
import { localId } from '../../graphql/nodes.ts';
import { newId } from '../../platform/ids.ts';
import { signOn } from '../../testing/dial.ts';
import { createVerbs, gather, type Verbs } from '../../testing/verbs.ts';
import type { Person } from '../../testing/person.ts';
import { startWorld, type World } from '../../testing/world.ts';

let world: World;
let does: Verbs;
let ann: Person;
let bob: Person;
let eve: Person;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
  [ann, bob, eve] = await Promise.all([world.person('ann'), world.person('bob'), world.person('eve')]);
});
afterAll(() => world.close());

/** What a chat keeps, by the database: the seqs of its messages, and those of their entries in the log. */
async function kept(chatId: string) {
  const row = localId('Chat', chatId);
  const { rows } = await world.database.pool.query<{ text: string; seq: number; told: number }>(
    `SELECT message.text, message.seq, log.seq AS told FROM message JOIN log ON log.subject_id = message.id
     WHERE message.chat_id = $1 AND message.kind = 'TEXT' ORDER BY log.id`,
    [row],
  );
  return rows;
}

it('sixty at once to three chats: each is kept once and told in the order of seq, without a gap', async () => {
  const chats = await Promise.all([gather(world.ask, ann, bob), gather(world.ask, ann, bob), gather(world.ask, bob)]);
  const sends = chats.flatMap((chatId) =>
    Array.from({ length: 20 }, (_, nth) => ({ chatId, text: `number ${nth}`, id: newId() })),
  );
  const answers = await Promise.all(sends.map(({ chatId, text, id }) => does.say(bob, chatId, text, id)));
  expect(new Set(answers.map(({ __typename }) => __typename))).toEqual(new Set(['SendMessageSuccess']));
  for (const chatId of chats) {
    const rows = await kept(chatId);
    expect(new Set(rows.map(({ text }) => text)).size).toBe(20);
    const first = rows[0]?.seq ?? 0;
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, nth) => first + nth));
    expect(rows.map(({ told }) => told)).toEqual(rows.map(({ seq }) => seq));
  }
});

it('what one does wrong is refused to them alone', async () => {
  const chatId = await gather(world.ask, ann, bob);
  const used = newId();
  await does.say(ann, chatId, 'first', used);
  const twice = newId();
  const answers = await Promise.all([
    ...Array.from({ length: 10 }, (_, nth) => does.say(ann, chatId, `good ${nth}`)),
    does.say(eve, chatId, 'I am not in it'),
    does.say(bob, chatId, 'with the id of another', used),
    does.say(ann, chatId, 'first', used),
    does.say(bob, chatId, 'the same twice', twice),
    does.say(bob, chatId, 'the same twice', twice),
    ...Array.from({ length: 10 }, (_, nth) => does.say(bob, chatId, `fine ${nth}`)),
  ]);
  const told = answers.map(({ __typename, replayed }) => `${__typename}${replayed === true ? ' again' : ''}`);
  const good = (count: number): string[] => Array.from({ length: count }, () => 'SendMessageSuccess');
  expect(told.slice(0, 10)).toEqual(good(10));
  expect(told.slice(10, 13)).toEqual(['NotFoundError', 'ConflictError', 'SendMessageSuccess again']);
  expect(told.slice(13, 15).toSorted()).toEqual(['SendMessageSuccess', 'SendMessageSuccess again']);
  expect(told.slice(15)).toEqual(good(10));
  const seqs = (await kept(chatId)).map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: 22 }, (_, nth) => (seqs[0] ?? 0) + nth));
});

it('an id that is used twice at once is one message, and nobody hears of the other', async () => {
  const theirs = await gather(world.ask, ann, bob);
  // Chats of one lane: their ids end alike, as far as that counts.
  let own = await gather(world.ask, eve);
  while (laneOf(own) !== laneOf(theirs)) own = await gather(world.ask, eve);
  const { lastSeq } = await headOf(theirs);
  const line = await signOn(world.url, bob.token);
  line.say({
    id: '1',
    type: 'subscribe',
    payload: { query: 'subscription { events { __typename ... on MessageSent { message { text } } } }' },
  });
  const id = newId();
  // What is sent while the first of them are on their way goes in one statement.
  const crowd = Array.from({ length: 20 }, (_, nth) => does.say(eve, own, `${nth}`));
  const [mine, forged] = await Promise.all([
    does.say(eve, own, 'words of a stranger', id),
    does.say(eve, theirs, 'words of a stranger', id),
    ...crowd,
  ]);
  expect([mine.__typename, forged.__typename]).toEqual(['SendMessageSuccess', 'NotFoundError']);
  expect(await headOf(theirs)).toEqual({ lastSeq });
  await does.say(ann, theirs, 'words of a member');
  expect(JSON.stringify(await line.hear('next'))).toContain('words of a member');
});

function rowOf(chatId: string): string {
  const id = localId('Chat', chatId);
  if (id === null) throw new Error('This is no chat.');
  return id;
}

function laneOf(chatId: string): number {
  return Number.parseInt(rowOf(chatId).slice(-4), 16) % 2;
}

async function headOf(chatId: string): Promise<{ lastSeq: number }> {
  return world.database.prisma.chat.findUniqueOrThrow({
    where: { id: rowOf(chatId) },
    select: { lastSeq: true },
  });
}

it('a chat that somebody holds up holds up no other, and is sent to as soon as it is free', async () => {
  const [held, free] = await Promise.all([gather(world.ask, ann, bob), gather(world.ask, ann, bob)]);
  const client = await world.database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM chat WHERE id = $1 FOR UPDATE', [localId('Chat', held)]);
    const crowd = [held, free].flatMap((chatId) =>
      Array.from({ length: 3 }, (_, nth) => ({ chatId, answer: does.say(ann, chatId, `${nth}`) })),
    );
    const answersOf = (id: string) => crowd.filter(({ chatId }) => chatId === id).map(({ answer }) => answer);
    const others = await Promise.all(answersOf(free));
    expect(others.every(({ __typename }) => __typename === 'SendMessageSuccess')).toBe(true);
    expect(await kept(held)).toEqual([]);
    await client.query('COMMIT');
    const late = await Promise.all(answersOf(held));
    expect(late.every(({ __typename }) => __typename === 'SendMessageSuccess')).toBe(true);
    expect(await kept(held)).toHaveLength(3);
  } finally {
    client.release(true);
  }
});
