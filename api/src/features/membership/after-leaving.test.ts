import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person } from '../../testing/person.ts';
import { listen } from '../../testing/listen.ts';
import { readKnowledge } from '../../testing/model.ts';
import { createVerbs, gather, type Verbs } from '../../testing/verbs.ts';
import { startWorld, type World } from '../../testing/world.ts';

const CANARY = 'said after the leaving';

let world: World;
let does: Verbs;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
  [ann, bob] = await Promise.all([world.person('ann'), world.person('bob')]);
});
afterAll(() => world.close());

const CHAT = `chat { title lastSeq memberCount lastMessage { text } members(first: 9) { edges { node { user { username } } } }
  messages(last: 9) { edges { node { text } } } }`;
const DEEP = `__typename cursor ... on ChatEvent { chatId seq } ... on MessageSent { message { text ${CHAT} } }
  ... on MemberJoined { membership { ${CHAT} } } ... on ReadMoved { membership { ${CHAT} } }`;

it('shows nothing of the chat by whatever the events of before refer to', async () => {
  const { cursor } = await readKnowledge(world.ask, bob);
  const chatId = await gather(world.ask, ann, bob);
  await does.say(ann, chatId, 'before');
  await does.read(bob, chatId, 1_000);
  const live = await listen(
    world.url,
    bob,
    cursor,
    `subscription ($after: String) { events(after: $after) { ${DEEP} } }`,
  );
  await live.until(({ __typename }) => __typename === 'ReadMoved');
  await does.leave(bob, chatId);
  await does.say(ann, chatId, CANARY);
  await live.until(({ __typename }) => __typename === 'MemberLeft');
  type Page = { events: { events: { __typename: string }[] } };
  const page = await world.ask.whole<Page>(
    bob,
    `query ($after: String!) { events(after: $after, first: 50) { events { ${DEEP} } } }`,
    { after: cursor },
  );
  expect(page.errors).toBeUndefined();
  expect(page.data?.events.events.map(({ __typename }) => __typename)).toEqual([
    'InvitationReceived',
    'InvitationResolved',
    'MemberLeft',
  ]);
  expect(JSON.stringify([page, live.heard])).not.toContain(CANARY);
  await live.stop();
});

it('shows each event with the chat as it is by then', async () => {
  const chatId = await gather(world.ask, ann, bob);
  const { cursor } = await readKnowledge(world.ask, bob);
  const live = await listen(
    world.url,
    bob,
    cursor,
    `subscription ($after: String) { events(after: $after) { ${DEEP} } }`,
  );
  for (const text of ['one', 'two', 'three']) {
    const { sent } = await does.say(ann, chatId, text);
    const event = await live.until(({ seq }) => seq === sent?.seq);
    expect(event['message']).toMatchObject({ chat: { lastSeq: sent?.seq, lastMessage: { text } } });
  }
  await live.stop();
});
