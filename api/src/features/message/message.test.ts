import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { createVerbs, gather, waitingInvitation, type Verbs } from '../../testing/verbs.ts';
import type { Person } from '../../testing/person.ts';
import { startWorld, type World } from '../../testing/world.ts';

let world: World;
let does: Verbs;
let ann: Person;
let bob: Person;
let eve: Person;
let chatId: string;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
  [ann, bob, eve] = await Promise.all([world.person('ann'), world.person('bob'), world.person('eve')]);
  chatId = await gather(world.ask, ann, bob);
});
afterAll(() => world.close());

type Page = {
  node: {
    messages: {
      edges: { cursor: string; node: { id: string; seq: number; text: string } }[];
      pageInfo: {
        hasNextPage: boolean;
        hasPreviousPage: boolean;
        startCursor: string | null;
        endCursor: string | null;
      };
    };
  } | null;
};

async function history(person: Person, args: string, id = chatId) {
  const document = `query ($id: ID!) { node(id: $id) { ... on Chat { messages(${args}) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id seq text } } } } } }`;
  const { node } = await world.ask<Page>(person, document, { id });
  return node?.messages ?? null;
}

async function unread(person: Person): Promise<number | null> {
  const document = 'query ($id: ID!) { viewer { chat(id: $id) { unreadCount } } }';
  type Answer = { viewer: { chat: { unreadCount: number } | null } };
  const { viewer } = await world.ask<Answer>(person, document, { id: chatId });
  return viewer.chat?.unreadCount ?? null;
}

describe('sending', () => {
  it('again with the same id returns the first result and changes nothing', async () => {
    const id = newId();
    const first = await does.say(ann, chatId, 'once', id);
    const again = await does.say(ann, chatId, 'once', id);
    expect([first.replayed, again.replayed]).toEqual([false, true]);
    expect(again.sent).toEqual(first.sent);
  });

  it('ten times at once stores one message and burns no place', async () => {
    const id = newId();
    const before = (await does.say(ann, chatId, 'before')).sent?.seq ?? 0;
    const answers = await Promise.all(Array.from({ length: 10 }, () => does.say(ann, chatId, 'at once', id)));
    expect(answers.filter(({ replayed }) => replayed === false)).toHaveLength(1);
    expect(new Set(answers.map(({ sent }) => sent?.seq))).toEqual(new Set([before + 1]));
    expect((await does.say(ann, chatId, 'after')).sent?.seq).toBe(before + 2);
  });

  it('refuses an id that belongs to another text, another chat or another person', async () => {
    const id = newId();
    await does.say(ann, chatId, 'mine', id);
    const other = await gather(world.ask, ann, bob);
    expect((await does.say(ann, chatId, 'other text', id)).__typename).toBe('ConflictError');
    expect((await does.say(ann, other, 'mine', id)).__typename).toBe('ConflictError');
    expect((await does.say(bob, chatId, 'mine', id)).__typename).toBe('ConflictError');
  });

  it('answers a late retry of who has left since with the first result', async () => {
    const cyd = await world.person('cyd');
    const group = await gather(world.ask, ann, cyd);
    const id = newId();
    const first = await does.say(cyd, group, 'goodbye', id);
    await does.leave(cyd, group);
    expect((await does.say(cyd, group, 'goodbye', id)).sent?.seq).toBe(first.sent?.seq);
    expect((await does.say(cyd, group, 'one more')).__typename).toBe('NotFoundError');
  });

  it('refuses strangers, bad ids and bad texts, each beside its field', async () => {
    expect((await does.say(eve, chatId, 'let me in')).code).toBe('NOT_FOUND');
    expect((await does.say(ann, 'Q2hhdDpub25lbnNl', 'where?')).code).toBe('NOT_FOUND');
    for (const text of ['', ' \n ', 'x'.repeat(8_001), 'null \0 byte']) {
      expect((await does.say(ann, chatId, text)).fields?.map(({ path }) => path)).toEqual([['text']]);
    }
    const version4 = '4f0c6f5e-2a53-4a35-9d5e-0d9a1a1f8c11';
    expect((await does.say(ann, chatId, 'hello', version4)).fields?.map(({ path }) => path)).toEqual([['id']]);
  });

  it('takes 8,000 characters, also when each is an emoji', async () => {
    const text = '🥾'.repeat(8_000);
    expect((await does.say(ann, chatId, text)).sent?.text).toBe(text);
  });
});

describe('history', () => {
  let group: string;
  let ids: string[];

  beforeAll(async () => {
    group = await gather(world.ask, ann, bob);
    const sent = [];
    for (let nth = 1; nth <= 30; nth++) sent.push(await does.say(ann, group, `text ${nth}`));
    ids = sent.map((answer) => answer.sent?.id ?? '');
  });
  const texts = (page: Awaited<ReturnType<typeof history>>) => page?.edges.map(({ node }) => node.text) ?? [];

  it('pages backwards from the end to the start without a hole or a repeat', async () => {
    const all: string[] = [];
    let before = '';
    for (let more = true; more;) {
      const page = await history(ann, `last: 7${before}`, group);
      all.unshift(...texts(page));
      before = `, before: "${page?.pageInfo.startCursor ?? ''}"`;
      more = page?.pageInfo.hasPreviousPage ?? false;
    }
    expect(all.filter((text) => text.startsWith('text'))).toEqual(ids.map((_id, place) => `text ${place + 1}`));
  });

  it('pages forwards, and a cursor stays valid when more is said', async () => {
    const first = await history(ann, 'first: 5', group);
    await does.say(bob, group, 'said meanwhile');
    const second = await history(ann, `first: 5, after: "${first?.pageInfo.endCursor ?? ''}"`, group);
    const seqs = [...(first?.edges ?? []), ...(second?.edges ?? [])].map(({ node }) => node.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(new Set(seqs).size).toBe(10);
  });

  it('puts the message of around in the middle, and keeps the page full near the ends', async () => {
    const middle = await history(ann, `first: 5, around: "${ids[14] ?? ''}"`, group);
    expect(texts(middle)).toEqual(['text 13', 'text 14', 'text 15', 'text 16', 'text 17']);
    expect(middle?.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
    const end = await history(bob, `last: 4, around: "${ids[29] ?? ''}"`, group);
    expect(end?.edges).toHaveLength(4);
    expect(texts(end)).toContain('text 30');
    expect(texts(await history(ann, `first: 1, around: "${ids[3] ?? ''}"`, group))).toEqual(['text 4']);
    for (const near of [0, 1]) {
      const start = await history(ann, `first: 7, around: "${ids[near] ?? ''}"`, group);
      expect(start).toEqual(await history(ann, 'first: 7', group));
    }
    for (const near of [28, 29]) {
      const last = await history(ann, `first: 7, around: "${ids[near] ?? ''}"`, group);
      expect(last).toEqual(await history(ann, 'last: 7', group));
    }
    expect(texts(await history(ann, `first: 0, around: "${ids[14] ?? ''}"`, group))).toEqual([]);
    const foreign = await history(ann, `first: 5, around: "${ids[14] ?? ''}"`, chatId);
    expect(foreign?.edges).toEqual([]);
  });

  it('asks for exactly one of first and last, up to 100', async () => {
    for (const args of ['first: 5, last: 5', 'first: 101', 'first: -1', 'after: "WzFd"']) {
      const document = `query ($id: ID!) { node(id: $id) { ... on Chat { messages(${args}) { edges { cursor } } } } }`;
      const { errors } = await world.ask.whole(ann, document, { id: group });
      expect(errors?.[0]?.extensions['code'], args).toBe('BAD_PAGE');
    }
    const { errors } = await world.ask.whole(
      ann,
      `{ node(id: "${group}") { ... on Chat { messages(first: 1, after: "nonsense") { edges { cursor } } } } }`,
    );
    expect(errors?.[0]?.extensions['code']).toBe('BAD_CURSOR');
  });

  it('begins for who joins a group with their coming, and shows nothing of before by any way', async () => {
    const dan = await world.person('dan');
    await does.invite(ann, group, 'dan');
    await does.accept(dan, await waitingInvitation(world.ask, dan, group));
    expect(texts(await history(dan, 'first: 100', group))).toEqual(['Dan joined']);
    expect(texts(await history(dan, `first: 5, around: "${ids[3] ?? ''}"`, group))).toEqual([]);
    const { node } = await world.ask<{ node: unknown }>(dan, 'query ($id: ID!) { node(id: $id) { id } }', {
      id: ids[3] ?? '',
    });
    expect(node).toBeNull();
  });

  it('waits in a private chat for who accepts later', async () => {
    const pair = (await does.talkTo(ann, eve)).chat?.id ?? '';
    await does.say(ann, pair, 'Are you there?');
    expect(await history(eve, 'first: 10', pair)).toBeNull();
    await does.accept(eve, await waitingInvitation(world.ask, eve, pair));
    expect(texts(await history(eve, 'first: 10', pair))).toEqual(['Are you there?', 'Eve joined']);
  });
});

describe('the unread count', () => {
  it('is what a recount says, falls with reading and never counts one’s own', async () => {
    await does.read(bob, chatId, 1_000_000);
    expect(await unread(bob)).toBe(0);
    const first = await does.say(ann, chatId, 'one');
    await does.say(ann, chatId, 'two');
    await does.say(bob, chatId, 'mine');
    expect(await unread(bob)).toBe(2);
    expect((await does.read(bob, chatId, first.sent?.seq ?? 0)).unreadCount).toBe(1);
    expect((await does.read(bob, chatId, 1)).unreadCount).toBe(1);
    expect((await does.read(bob, chatId, 1_000_000)).unreadCount).toBe(0);
    expect((await does.read(bob, chatId, -1)).code).toBe('INVALID_INPUT');
    expect((await does.read(eve, chatId, 1)).code).toBe('NOT_FOUND');
  });
});
