import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Heard, type Listening } from '../testing/listen.ts';
import type { Person } from '../testing/person.ts';
import { createVerbs, gather, waitingInvitation, type Verbs } from '../testing/verbs.ts';
import { startWorld, type World } from '../testing/world.ts';

let world: World;
let does: Verbs;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
});
afterAll(() => world.close());

let open: Listening[] = [];
afterEach(stopAll);

async function subscribe(one: Person, after: string | null, query: string): Promise<Listening> {
  const line = await listen(world.url, one, after, query);
  open.push(line);
  return line;
}

async function stopAll(): Promise<void> {
  for (const line of open) await line.stop();
  open = [];
  await expect.poll(listeners).toBe(0);
}

/** Those who hear what happens from now on. */
function listeners(): number {
  const { listeners: all, arriving } = world.app.services.hub.size();
  return all - arriving;
}

let count = 0;
function person(): Promise<Person> {
  return world.person(`person${++count}`);
}

async function executions(how: string): Promise<number> {
  const { values } = await world.app.metrics.executions.get();
  return values.find(({ labels }) => labels.how === how)?.value ?? 0;
}

const PLAIN =
  'subscription { events { __typename cursor ... on ChatEvent { chatId seq } ... on MessageSent { message { text sender { username } } } } }';
const WITH_CHAT =
  'subscription { events { __typename cursor ... on ChatEvent { chatId seq } ... on MessageSent { message { text chat { id lastSeq } } } } }';

describe('one execution', () => {
  it('serves all who ask the same, wherever they began and whatever they call it', async () => {
    const [ann, ...others] = await Promise.all(Array.from({ length: 12 }, person));
    if (!ann) throw new Error('nobody is there');
    const chatId = await gather(world.ask, ann, ...others);
    const query = PLAIN.replace('subscription', 'subscription ($after: String)').replace(
      'events',
      'events(after: $after)',
    );
    const { cursor } = await does.say(ann, chatId, 'before');
    const lines = await Promise.all(
      others.map((other, nth) => subscribe(other, nth % 2 ? (cursor ?? null) : null, query)),
    );
    await expect.poll(listeners).toBe(lines.length);
    // Whoever was still told what came before is live once this was heard.
    await does.say(ann, chatId, 'are you there?');
    for (const line of lines) await line.until(says('are you there?'));
    const before = { shared: await executions('shared'), own: await executions('own') };
    await does.say(ann, chatId, 'for everybody');
    for (const line of lines) await line.until(says('for everybody'));
    expect((await executions('shared')) - before.shared).toBe(1);
    expect((await executions('own')) - before.own).toBe(0);
  });

  it('serves one only where a field depends on who asks', async () => {
    const [ann, bob, cyd] = [await person(), await person(), await person()];
    const chatId = await gather(world.ask, ann, bob, cyd);
    const lines = [await subscribe(bob, null, WITH_CHAT), await subscribe(cyd, null, WITH_CHAT)];
    await expect.poll(listeners).toBe(lines.length);
    // Whoever was still told what came before is live once this was heard.
    await does.say(ann, chatId, 'are you there?');
    for (const line of lines) await line.until(says('are you there?'));
    const before = { shared: await executions('shared'), own: await executions('own') };
    await does.say(ann, chatId, 'to each');
    for (const line of lines) await line.until(says('to each'));
    expect((await executions('own')) - before.own).toBe(2);
    expect((await executions('shared')) - before.shared).toBe(0);
  });
});

it('shows nobody what was said where they are not, though all ask the same', async () => {
  const people = await Promise.all(Array.from({ length: 6 }, person));
  const [a, b, c, d, e, f] = people;
  if (!a || !b || !c || !d || !e || !f) throw new Error('somebody is missing');
  const circles: readonly Person[][] = [
    [a, b, c],
    [c, d, e],
    [e, f, a],
    [b, d, f],
  ];
  const rooms: { chatId: string; members: readonly Person[]; canary: string }[] = [];
  for (const [nth, [first, ...rest]] of circles.entries()) {
    if (!first) continue;
    rooms.push({
      chatId: await gather(world.ask, first, ...rest),
      members: [first, ...rest],
      canary: `canary-${nth}-`,
    });
  }
  const lines = new Map<Person, Listening[]>();
  for (const one of people) {
    lines.set(one, [await subscribe(one, null, PLAIN), await subscribe(one, null, WITH_CHAT)]);
  }
  await expect.poll(listeners).toBe(people.length * 2);
  const leaver = c;
  await Promise.all(
    rooms.flatMap(({ chatId, members, canary }) =>
      Array.from({ length: 30 }, async (_, nth) => {
        const speaker = members.filter((one) => one !== leaver)[nth % 2];
        if (speaker) await does.say(speaker, chatId, `${canary}${nth}`);
        if (nth === 15 && members.includes(leaver)) await does.leave(leaver, chatId);
      }),
    ),
  );
  for (const { chatId, members } of rooms) {
    const speaker = members.find((one) => one !== leaver);
    if (speaker) await does.say(speaker, chatId, 'canary-end');
  }
  for (const one of people) {
    const own = rooms.filter(({ members }) => members.includes(one));
    for (const line of lines.get(one) ?? []) {
      for (const { chatId } of one === leaver ? [] : own) await line.until(inChat(chatId, 'canary-end'));
      const text = JSON.stringify(line.heard);
      const foreign = rooms.filter(({ members }) => !members.includes(one)).map(({ canary }) => canary);
      expect(foreign.filter((canary) => text.includes(canary))).toEqual([]);
      expectLeaverToHearNothingLater(one === leaver, line);
    }
  }
});

function expectLeaverToHearNothingLater(isLeaver: boolean, { heard }: Listening): void {
  if (!isLeaver) return;
  for (const [place, event] of heard.entries()) {
    if (event.__typename !== 'MemberLeft') continue;
    expect(heard.slice(place + 1).filter(({ chatId }) => chatId === event.chatId)).toEqual([]);
  }
  expect(JSON.stringify(heard)).not.toContain('canary-end');
}

const MESSAGE_FIELDS = ['id', 'seq', 'kind', 'text', 'sender { username }', 'chat { id title memberCount lastSeq }'];
const JOIN_FIELDS = [
  'id',
  'role',
  'user { displayName }',
  'readSeq',
  'chat { members(first: 9) { edges { node { role } } } }',
];
const parts = (fields: readonly string[]) => fc.subarray([...fields], { minLength: 1 }).map((some) => some.join(' '));
const documents = fc
  .record({ message: parts(MESSAGE_FIELDS), joined: parts(JOIN_FIELDS), inFragment: fc.boolean() })
  .map(({ message, joined, inFragment }) => {
    const fields = `__typename ... on ChatEvent { chatId seq } ... on MessageSent { message { ${message} } }`;
    const coming = `... on MemberJoined { membership { ${joined} } }`;
    return inFragment
      ? { selection: `${fields} ...Coming`, rest: ` fragment Coming on Event { ${coming} }` }
      : { selection: `${fields} ${coming}`, rest: '' };
  });

it('answers each as if it had been executed for them alone, whoever is where and whatever they ask', async () => {
  const people = await Promise.all(Array.from({ length: 4 }, person));
  const [owner, ...others] = people;
  if (!owner) throw new Error('nobody is there');
  const acts = fc.array(fc.record({ who: fc.nat(2), act: fc.constantFrom('say', 'join', 'leave') }), {
    minLength: 3,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(documents, acts, async ({ selection, rest }, steps) => {
      await stopAll();
      const chatId = (await does.makeGroup(owner, 'Anybody')).chat?.id ?? '';
      const present = new Set<Person>([owner]);
      const live = await Promise.all(
        people.map((one) => subscribe(one, null, `subscription { events { cursor ${selection} } }${rest}`)),
      );
      await expect.poll(listeners).toBe(people.length);
      for (const { who, act } of steps) {
        const one = others[who];
        if (!one) continue;
        const cursors = await Promise.all(people.map(cursorOf));
        const before = live.map(({ heard }) => heard.length);
        await perform(act, one, { owner, chatId, present });
        for (const [nth, each] of people.entries()) {
          const alone = await executedFor(each, cursors[nth] ?? '', selection, rest);
          const line = live[nth];
          await expect.poll(() => line?.heard.slice(before[nth]).map(withoutCursor)).toEqual(alone);
        }
      }
    }),
    { endOnFailure: true, numRuns: 25, interruptAfterTimeLimit: 40_000 },
  );
});

type Group = Readonly<{ owner: Person; chatId: string; present: Set<Person> }>;

async function perform(act: string, one: Person, { owner, chatId, present }: Group): Promise<void> {
  if (act === 'say') await does.say(present.has(one) ? one : owner, chatId, 'hello');
  else if (act === 'join' && !present.has(one)) {
    await does.invite(owner, chatId, one.username);
    await does.accept(one, await waitingInvitation(world.ask, one));
    present.add(one);
  } else if (act === 'leave' && present.has(one)) {
    await does.leave(one, chatId);
    present.delete(one);
  }
}

async function cursorOf(one: Person): Promise<string> {
  const { viewer } = await world.ask<{ viewer: { cursor: string } }>(one, '{ viewer { cursor } }');
  return viewer.cursor;
}

/** The events since a cursor as a query of that person answers them: by an execution of its own. */
async function executedFor(one: Person, after: string, selection: string, rest: string): Promise<unknown[]> {
  const query = `query ($after: String!) { events(after: $after, first: 100) { events { ${selection} } } }${rest}`;
  const { data } = await world.ask.whole<{ events: { events: unknown[] } }>(one, query, { after });
  return data?.events.events ?? [];
}

function withoutCursor({ cursor: _cursor, ...event }: Heard): unknown {
  return event;
}

function says(text: string): (event: Heard) => boolean {
  return (event) => JSON.stringify(event).includes(text);
}

function inChat(chatId: string, text: string): (event: Heard) => boolean {
  return (event) => event.chatId === chatId && says(text)(event);
}
