import { encodeGlobalID } from '@pothos/plugin-relay';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Listening } from '../testing/listen.ts';
import { FULL_EVENT, learn, readKnowledge, type FullEvent, type Knowledge } from '../testing/model.ts';
import { createVerbs, waitingInvitation, type Verbs } from '../testing/verbs.ts';
import type { Person } from '../testing/person.ts';
import { startWorld, type World } from '../testing/world.ts';

let world: World;
let does: Verbs;
let people: { ann: Person; bob: Person; cy: Person; dee: Person };

beforeAll(async () => {
  world = await startWorld({ LOG_LEVEL: 'error' });
  does = createVerbs(world.ask);
  const [ann, bob, cy, dee] = await Promise.all(['ann', 'bob', 'cyd', 'dee'].map((name) => world.person(name)));
  if (!ann || !bob || !cy || !dee) throw new Error('somebody is missing');
  people = { ann, bob, cy, dee };
});
afterAll(() => world.close());

const SUBSCRIPTION = `subscription ($after: String) { events(after: $after) { ${FULL_EVENT} } }`;
const PAGE = `query ($after: String!) { events(after: $after, first: 7) { cursor hasMore events { ${FULL_EVENT} } } }`;

async function replay(person: Person, cursor: string): Promise<FullEvent[]> {
  const events: FullEvent[] = [];
  type Page = { events: { cursor: string; hasMore: boolean; events: FullEvent[] } };
  for (let after = cursor, more = true; more;) {
    const page: Page = await world.ask<Page>(person, PAGE, { after });
    events.push(...page.events.events);
    after = page.events.cursor;
    more = page.events.hasMore;
  }
  return events;
}

type Watch = { person: Person; before: { cursor: string; knowledge: Knowledge }; live: Listening };

/** Replay and live feed give the same event different cursors. */
function isSame(one: object, other: FullEvent): boolean {
  if (other.chatId) return 'chatId' in one && 'seq' in one && one.chatId === other.chatId && one.seq === other.seq;
  return JSON.stringify({ ...one, cursor: '' }) === JSON.stringify({ ...other, cursor: '' });
}

/** Asserts for everybody that what they knew, plus the events since, is what they know afresh: replayed, and live. */
async function lawHolds(change: () => Promise<unknown>): Promise<void> {
  const watches: Watch[] = await Promise.all(
    Object.values(people).map(async (person) => {
      const before = await readKnowledge(world.ask, person);
      return { person, before, live: await listen(world.url, person, before.cursor, SUBSCRIPTION) };
    }),
  );
  await change();
  for (const { person, before, live } of watches) {
    const after = await readKnowledge(world.ask, person);
    const events = await replay(person, before.cursor);
    const me = encodeGlobalID('User', person.id);
    expect(learn(before.knowledge, events, me), `${person.name} by replay`).toEqual(after.knowledge);
    const last = events.at(-1);
    if (last) await live.until((event) => isSame(event, last));
    expect(learn(before.knowledge, live.heard as unknown as FullEvent[], me), `${person.name} live`).toEqual(
      after.knowledge,
    );
    await live.stop();
  }
}

describe('state before + events = state after, for everybody', () => {
  let group = '';
  let pair = '';
  const invitationOf = (person: Person, chatId: string) => waitingInvitation(world.ask, person, chatId);

  it('when somebody makes a group and invites', () =>
    lawHolds(async () => {
      group = (await does.makeGroup(people.ann, 'Sunday hikers', people.bob, people.cy)).chat?.id ?? '';
    }));
  it('when somebody accepts', () =>
    lawHolds(async () => does.accept(people.bob, await invitationOf(people.bob, group))));
  it('when somebody declines', () =>
    lawHolds(async () => does.decline(people.cy, await invitationOf(people.cy, group))));
  it('when one more is invited', () => lawHolds(() => does.invite(people.bob, group, 'cyd', 'dee', 'nobody', 'ann')));
  it('when an invitation is withdrawn', () =>
    lawHolds(async () => does.withdraw(people.bob, await invitationOf(people.dee, group))));
  it('when messages are sent', () =>
    lawHolds(async () => {
      await does.say(people.ann, group, 'Morning!');
      await does.say(people.bob, group, 'Train leaves at 7:42');
    }));
  it('when somebody joins who sees nothing of before', () =>
    lawHolds(async () => does.accept(people.cy, await invitationOf(people.cy, group))));
  it('when somebody reads', () => lawHolds(() => does.read(people.ann, group, 1_000)));
  it('when two make a private chat', () =>
    lawHolds(async () => {
      pair = (await does.talkTo(people.ann, people.dee)).chat?.id ?? '';
      await does.say(people.ann, pair, 'I can write at once');
    }));
  it('when the other one comes to see what waited', () =>
    lawHolds(async () => does.accept(people.dee, await invitationOf(people.dee, pair))));
  it('when somebody hides', () => lawHolds(() => does.showTo(people.ann, 'NOBODY')));
  it('when nothing changes', () =>
    lawHolds(async () => {
      await does.showTo(people.ann, 'NOBODY');
      await does.have(people.ann, { chatId: group, seq: 1_000 });
      await does.type(people.ann, group);
      await does.talkTo(people.dee, people.ann);
      await does.read(people.ann, group, 0);
      await does.leave(people.dee, group);
    }));
  it('when a member leaves', () => lawHolds(() => does.leave(people.cy, group)));
  it('when the last owner leaves and somebody inherits', () => lawHolds(() => does.leave(people.ann, group)));
  it('when the last member leaves and the group ends with its invitations', () =>
    lawHolds(async () => {
      await does.invite(people.bob, group, 'dee');
      await does.leave(people.bob, group);
    }));
  it('when somebody leaves a private chat and comes back', () =>
    lawHolds(async () => {
      await does.leave(people.dee, pair);
      await does.say(people.ann, pair, 'Are you gone?');
      await does.talkTo(people.dee, people.ann);
    }));
  it('when somebody signs out on one of two devices', () =>
    lawHolds(async () => {
      const phone = await world.device(people.ann);
      await world.ask(phone, 'mutation { logOut { __typename } }');
    }));
});
