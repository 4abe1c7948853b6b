import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVerbs, gather, waitingInvitation, type Verbs } from '../../testing/verbs.ts';
import type { Person } from '../../testing/person.ts';
import { startWorld, type World } from '../../testing/world.ts';

const CANARY = 'canary-7f3a';

let world: World;
let does: Verbs;
let owner: Person;
let member: Person;
let gone: Person;
let invited: Person;
let stranger: Person;
let chatId: string;
let ids: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
  [owner, member, gone, invited, stranger] = await Promise.all([
    world.person('owner'),
    world.person('member'),
    world.person('gone'),
    world.person('invited'),
    world.person('stranger'),
  ]);
  chatId = await gather(world.ask, owner, member, gone);
  const message = (await does.say(owner, chatId, CANARY)).sent?.id ?? '';
  await does.invite(owner, chatId, 'invited');
  const invitation = await waitingInvitation(world.ask, invited, chatId);
  const { viewer } = await world.ask<{ viewer: { chat: { membership: { id: string } }; session: { id: string } } }>(
    owner,
    `query ($id: ID!) { viewer { session { id } chat(id: $id) { membership { id } } } }`,
    { id: chatId },
  );
  ids = {
    Chat: chatId,
    Message: message,
    Invitation: invitation,
    Membership: viewer.chat.membership.id,
    Session: viewer.session.id,
  };
  await does.leave(gone, chatId);
});
afterAll(() => world.close());

/** Who may see which of the rows above by their ids. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  Owner: ['Chat', 'Message', 'Invitation', 'Membership', 'Session'],
  Member: ['Chat', 'Message', 'Membership'],
  Gone: [],
  Invited: ['Invitation'],
  Stranger: [],
};

const DEEP = `__typename
  ... on Chat { title lastMessage { text } members(first: 9) { edges { node { user { username } } } } messages(first: 9) { edges { node { text } } } }
  ... on Message { text chat { title } }
  ... on Membership { chat { title lastMessage { text } } user { username } }
  ... on Invitation { status chat { title memberCount } inviter { username } }`;

describe('what ids open', () => {
  it('is what the person may see, alone and in a list, and absent looks like hidden', async () => {
    for (const person of [owner, member, gone, invited, stranger]) {
      for (const [type, id] of Object.entries(ids)) {
        const document = `query ($id: ID!) { node(id: $id) { ${DEEP} } nodes(ids: [$id]) { ${DEEP} } }`;
        const answer = await world.ask<{ node: unknown; nodes: unknown[] }>(person, document, { id });
        const sees = MAY[person.name]?.includes(type) ?? false;
        expect(answer.node !== null, `${person.name} and ${type}`).toBe(sees);
        expect(answer.nodes[0] !== null).toBe(sees);
        if (!MAY[person.name]?.includes('Message')) expect(JSON.stringify(answer)).not.toContain(CANARY);
      }
    }
    const nobody = await world.ask<{ nodes: unknown[] }>(null, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Object.values(ids),
    });
    expect(nobody.nodes.every((node) => node === null)).toBe(true);
    const nonsense = ['', 'nonsense', btoa('Chat:nonsense'), btoa(`Nothing:${owner.id}`), btoa(`Chat:${owner.id}`)];
    const { nodes } = await world.ask<{ nodes: unknown[] }>(owner, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: nonsense,
    });
    expect(nodes).toEqual([null, null, null, null, null]);
  });

  it('lets nobody act where they are not', async () => {
    for (const person of [gone, invited, stranger]) {
      const answers = [
        await does.say(person, chatId, 'hello'),
        await does.read(person, chatId, 1),
        await does.leave(person, chatId),
        await does.invite(person, chatId, 'stranger'),
      ];
      expect(
        answers.map(({ code }) => code),
        person.name,
      ).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
    }
    for (const person of [owner, member, stranger]) {
      expect((await does.accept(person, ids['Invitation'] ?? '')).code, person.name).toBe('NOT_FOUND');
      expect((await does.decline(person, ids['Invitation'] ?? '')).code, person.name).toBe('NOT_FOUND');
    }
    for (const person of [member, invited, stranger]) {
      expect((await does.withdraw(person, ids['Invitation'] ?? '')).code, person.name).toBe('NOT_FOUND');
    }
  });

  it('asks to sign in for everything else', async () => {
    for (const document of [
      '{ user(username: "owner") { id } }',
      '{ events(after: "x") { hasMore } }',
      'mutation { logOut { __typename } }',
    ]) {
      const { errors } = await world.ask.whole(null, document);
      expect(errors?.[0]?.extensions['code'], document).toBe('UNAUTHENTICATED');
    }
    expect(await world.ask(null, '{ viewer { cursor } }')).toEqual({ viewer: null });
  });

  it('shows an invitee the title and the number of members, and nothing that was said', async () => {
    const document =
      '{ viewer { invitations(first: 9) { totalCount edges { node { chat { kind title memberCount } inviter { displayName } } } } } }';
    expect(await world.ask(invited, document)).toEqual({
      viewer: {
        invitations: {
          totalCount: 1,
          edges: [
            {
              node: {
                chat: { kind: 'GROUP', title: 'Sunday hikers', memberCount: 2 },
                inviter: { displayName: 'Owner' },
              },
            },
          ],
        },
      },
    });
  });

  it('keeps a private chat between two', async () => {
    const { chat } = await does.talkTo(owner, member);
    expect((await does.invite(owner, chat?.id ?? '', 'stranger')).code).toBe('FORBIDDEN');
    expect((await does.talkTo(owner, owner)).fields?.[0]?.path).toEqual(['username']);
    const nobody = { ...stranger, username: 'nobody' };
    expect((await does.talkTo(owner, nobody)).code).toBe('NOT_FOUND');
  });

  it('says for each invited name what came of it', async () => {
    const { outcomes } = await does.invite(
      owner,
      chatId,
      'stranger',
      'STRANGER ',
      'member',
      'invited',
      'nobody',
      'owner',
      '??',
    );
    expect(outcomes?.map(({ username, status }) => [username, status])).toEqual([
      ['stranger', 'INVITED'],
      ['member', 'ALREADY_MEMBER'],
      ['invited', 'ALREADY_INVITED'],
      ['nobody', 'NO_SUCH_USER'],
      ['owner', 'ALREADY_MEMBER'],
      ['??', 'NO_SUCH_USER'],
    ]);
  });
});

describe('the list of chats', () => {
  it('has the newest activity first and pages both ways without a hole or a repeat', async () => {
    const person = await world.person('busy');
    const chats: string[] = [];
    for (let nth = 1; nth <= 12; nth++) chats.push((await does.makeGroup(person, `Group ${nth}`)).chat?.id ?? '');
    await does.say(person, chats[3] ?? '', 'wake up');
    const wanted = [chats[3], ...chats.filter((_id, place) => place !== 3).reverse()];
    expect(await pages(person, 'first: 5', 'after')).toEqual(wanted);
    expect(await pages(person, 'last: 5', 'before')).toEqual(wanted);
  });

  async function pages(person: Person, size: string, direction: 'after' | 'before'): Promise<string[]> {
    type Page = {
      viewer: { chats: { edges: { node: { id: string } }[]; pageInfo: Record<string, string | boolean | null> } };
    };
    const found: string[] = [];
    for (let from = '', more = true; more;) {
      const document = `{ viewer { chats(${size}${from}) { edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
      const { viewer }: Page = await world.ask<Page>(person, document);
      const ids = viewer.chats.edges.map(({ node }) => node.id);
      if (direction === 'after') found.push(...ids);
      else found.unshift(...ids);
      const { hasNextPage, hasPreviousPage, startCursor, endCursor } = viewer.chats.pageInfo;
      more = direction === 'after' ? hasNextPage === true : hasPreviousPage === true;
      from = `, ${direction}: "${String(direction === 'after' ? endCursor : startCursor)}"`;
    }
    return found;
  }
});
