import { encodeGlobalID } from '@pothos/plugin-relay';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hark, type HeardSignal } from '../../testing/hark.ts';
import type { Person } from '../../testing/person.ts';
import { createVerbs, gather, type Verbs } from '../../testing/verbs.ts';
import { startWorld, type World } from '../../testing/world.ts';

let world: World;
let does: Verbs;
/** Bob shares a chat with ann, cy did until he left, eve never did. */
let ann: Person;
let bob: Person;
let cy: Person;
let eve: Person;
let fence: string;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
  const [first, second, third, fourth] = await Promise.all(['ann', 'bob', 'cyd', 'eve'].map((n) => world.person(n)));
  if (!first || !second || !third || !fourth) throw new Error('somebody is missing');
  [ann, bob, cy, eve] = [first, second, third, fourth];
  const group = await gather(world.ask, ann, bob, cy);
  await does.leave(cy, group);
  fence = await gather(world.ask, await world.person('fence_keeper'), bob, cy, eve);
});
afterAll(() => world.close());

type Presence = { online: boolean; lastSeenAt: string | null } | null;
const idOf = ({ id }: Person) => encodeGlobalID('User', id);
const about = (person: Person) => (signal: HeardSignal) =>
  signal.__typename === 'PresenceChange' && signal.user.id === idOf(person);

async function looks(asker: Person, ...people: readonly Person[]): Promise<Presence[]> {
  const document = 'query ($ids: [ID!]!) { viewer { presences(userIds: $ids) { online lastSeenAt } } }';
  type Answer = { viewer: { presences: Presence[] } };
  const { viewer } = await world.ask<Answer>(asker, document, { ids: people.map(idOf) });
  return viewer.presences;
}

const ONLINE = { online: true, lastSeenAt: null };

describe('who may see a person', () => {
  const CANARY = new Date('2001-02-03T04:05:06.789Z');
  const AWAY = { online: false, lastSeenAt: CANARY.toISOString() };

  it.each([
    ['EVERYONE', { member: AWAY, stranger: AWAY, goer: AWAY }],
    ['SHARED_CHATS', { member: AWAY, stranger: null, goer: null }],
    ['NOBODY', { member: null, stranger: null, goer: null }],
  ] as const)('who shows to %s', async (visibility, { member, stranger, goer }) => {
    await does.showTo(ann, visibility);
    await world.database.prisma.user.update({ where: { id: ann.id }, data: { lastSeenAt: CANARY } });
    expect([...(await looks(bob, ann)), ...(await looks(eve, ann)), ...(await looks(cy, ann))]).toEqual([
      member,
      stranger,
      goer,
    ]);
    expect(await looks(ann, ann), 'the person').toEqual([AWAY]);
    const fields = await world.ask<{ user: object }>(
      bob,
      '{ user(username: "ann") { __typename ...F } } fragment F on User { id username displayName createdAt }',
    );
    expect(JSON.stringify(fields)).not.toContain('2001');
    await does.showTo(ann, 'SHARED_CHATS');
  });

  it('who hides sees nobody but themselves, and is not told', async () => {
    await does.showTo(ann, 'EVERYONE');
    await does.showTo(bob, 'NOBODY');
    expect(await looks(bob, ann, bob)).toEqual([null, expect.objectContaining({ online: false })]);
    const bobHears = await hark(world.url, bob);
    const annHears = await hark(world.url, ann);
    const sign = bobHears.next(({ chatId }) => chatId === fence);
    await does.type(eve, fence);
    await sign;
    expect(bobHears.heard.filter(about(ann))).toEqual([]);
    expect(annHears.heard.filter(about(bob))).toEqual([]);
    await Promise.all([bobHears.stop(), annHears.stop()]);
    await Promise.all([does.showTo(bob, 'SHARED_CHATS'), does.showTo(ann, 'SHARED_CHATS')]);
  });

  it('of those who do not exist, and of what is no person, nothing is said', async () => {
    const document = 'query ($ids: [ID!]!) { viewer { presences(userIds: $ids) { online } } }';
    const ids = [encodeGlobalID('User', '0198c7a2-6f3e-7c1a-8d2b-1f0e9a6b5c4d'), fence, 'x'];
    expect(await world.ask(ann, document, { ids })).toEqual({ viewer: { presences: [null, null, null] } });
    const { errors } = await world.ask.whole(ann, document, { ids: Array.from({ length: 101 }, () => 'x') });
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_PAGE']);
  });
});

describe('coming and going', () => {
  it('is told to those who share a chat, a reload is not, and when somebody was last there is kept', async () => {
    const [dan, keeper] = [await world.person('dan'), await world.person('keeper')];
    const group = await gather(world.ask, dan, bob, cy);
    await does.leave(cy, group);
    const common = await gather(world.ask, keeper, bob, cy, eve);
    const watchers = await Promise.all([bob, cy, eve].map((who) => hark(world.url, who)));
    const [bobHears] = watchers;
    if (!bobHears) throw new Error('nobody listens');
    const came = bobHears.next(about(dan));
    const page = await hark(world.url, dan);
    expect((await came).presence).toEqual(ONLINE);
    expect([...(await looks(bob, dan)), ...(await looks(eve, dan))]).toEqual([ONLINE, null]);

    await page.stop();
    const reloaded = await hark(world.url, dan);
    const went = bobHears.next(about(dan));
    const before = Date.now();
    await reloaded.stop();
    const { presence } = await went;
    expect(presence).toMatchObject({ online: false });
    expect(Date.parse(presence?.lastSeenAt ?? '')).toBeGreaterThan(before);
    expect(await looks(bob, dan)).toEqual([presence]);

    const signs = watchers.map((watcher) => watcher.next(({ chatId }) => chatId === common));
    await does.type(keeper, common);
    await Promise.all(signs);
    // Bob heard the coming and the going, and nothing of the reload; who left and who never was there, nothing.
    expect(watchers.map(({ heard }) => heard.filter(about(dan)).length)).toEqual([2, 0, 0]);
    await Promise.all(watchers.map(({ stop }) => stop()));
  }, 20_000);

  it('ends for the others when somebody hides, and begins again when they show themselves', async () => {
    const annHears = await hark(world.url, ann);
    const bobHears = await hark(world.url, bob);
    const hidden = bobHears.next(about(ann));
    await does.showTo(ann, 'NOBODY');
    expect((await hidden).presence).toBeNull();
    const shown = bobHears.next(about(ann));
    await does.showTo(ann, 'SHARED_CHATS');
    expect((await shown).presence).toEqual(ONLINE);
    await Promise.all([bobHears.stop(), annHears.stop()]);
  });
});

it('changes nothing, and tells nothing, when nothing is asked for', async () => {
  type Answer = { updateSettings: { settings: object }; viewer: { cursor: string } };
  const { viewer } = await world.ask<Answer>(eve, '{ viewer { cursor } }');
  const document =
    'mutation { updateSettings(input: {}) { ... on UpdateSettingsSuccess { settings { presenceVisibility } } } }';
  const { updateSettings } = await world.ask<Answer>(eve, document);
  expect(updateSettings).toEqual({ settings: { presenceVisibility: 'SHARED_CHATS' } });
  const page = 'query ($after: String!) { events(after: $after) { events { __typename } } }';
  expect(await world.ask(eve, page, { after: viewer.cursor })).toEqual({ events: { events: [] } });
});
