import { encodeGlobalID } from '@pothos/plugin-relay';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askOver, signOn } from '../../testing/dial.ts';
import { hark, type HeardSignal } from '../../testing/hark.ts';
import type { Person } from '../../testing/person.ts';
import { createVerbs, gather, waitingInvitation, type Verbs } from '../../testing/verbs.ts';
import { startWorld, type World } from '../../testing/world.ts';

let world: World;
let does: Verbs;
let ann: Person;
let bob: Person;
let cy: Person;
let eve: Person;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
  const [first, second, third, fourth] = await Promise.all(['ann', 'bob', 'cyd', 'eve'].map((n) => world.person(n)));
  if (!first || !second || !third || !fourth) throw new Error('somebody is missing');
  [ann, bob, cy, eve] = [first, second, third, fourth];
});
afterAll(() => world.close());

const idOf = ({ id }: Person) => encodeGlobalID('User', id);
const ofChat = (chatId: string) => (signal: HeardSignal) => signal.chatId === chatId;
const aboutChats = (heard: readonly HeardSignal[]) => heard.filter(({ chatId }) => chatId !== undefined);

describe('typing', () => {
  it('is heard by the other members, not on the own devices, and by nobody else', async () => {
    const group = await gather(world.ask, ann, bob);
    const fence = await gather(world.ask, cy, eve, ann);
    const [annHears, bobHears, eveHears] = await Promise.all([ann, bob, eve].map((who) => hark(world.url, who)));
    if (!annHears || !bobHears || !eveHears) throw new Error('somebody does not listen');

    const heard = bobHears.next(ofChat(group));
    await does.type(ann, group);
    expect(await heard).toEqual({ __typename: 'Typing', chatId: group, typing: true, user: { id: idOf(ann) } });
    const stopped = bobHears.next(ofChat(group));
    await does.type(ann, group, false);
    expect(await stopped).toMatchObject({ typing: false });

    // What came before the fence would have been heard before it.
    const fences = [annHears.next(ofChat(fence)), eveHears.next(ofChat(fence))];
    await does.type(cy, fence);
    await Promise.all(fences);
    expect(aboutChats(annHears.heard).map(({ chatId }) => chatId)).toEqual([fence]);
    expect(aboutChats(eveHears.heard).map(({ chatId }) => chatId)).toEqual([fence]);
    await Promise.all([annHears, bobHears, eveHears].map(({ stop }) => stop()));
  });

  it('is told once in two seconds, however often it is said', async () => {
    const group = await gather(world.ask, ann, bob);
    const bobHears = await hark(world.url, bob);
    for (let time = 0; time < 5; time++) await does.type(ann, group);
    const stop = bobHears.next(({ typing }) => typing === false);
    for (let time = 0; time < 5; time++) await does.type(ann, group, false);
    await stop;
    const fence = bobHears.next(({ __typename }) => __typename === 'ReadPosition');
    await does.read(ann, group, 1);
    await fence;
    expect(aboutChats(bobHears.heard).map(({ typing }) => typing)).toEqual([true, false, undefined]);
    await bobHears.stop();
  });

  it('in a chat that one is not in is refused like in one that does not exist', async () => {
    const group = await gather(world.ask, ann, bob);
    const absent = encodeGlobalID('Chat', '0198c7a2-6f3e-7c1a-8d2b-1f0e9a6b5c4d');
    expect([await does.type(eve, group), await does.type(eve, absent)]).toMatchObject([
      { __typename: 'NotFoundError', code: 'NOT_FOUND' },
      { __typename: 'NotFoundError', code: 'NOT_FOUND' },
    ]);
  });
});

describe('coming and going', () => {
  it('begins and ends what is heard of a chat, on every device', async () => {
    const group = await gather(world.ask, ann, bob);
    const fence = await gather(world.ask, ann, cy);
    const [phone, laptop] = await Promise.all([hark(world.url, cy), hark(world.url, await world.device(cy))]);
    const devices = [phone, laptop];

    await does.read(ann, group, 1);
    await does.invite(ann, group, cy.username);
    await does.accept(cy, await waitingInvitation(world.ask, cy, group));
    const joined = devices.map((device) => device.next(ofChat(group)));
    await does.read(ann, group, 2);
    expect((await Promise.all(joined)).map(({ seq }) => seq)).toEqual([2, 2]);

    await does.leave(cy, group);
    await does.read(ann, group, 3);
    await does.have(bob, { chatId: group, seq: 3 });
    await does.type(ann, group);
    const fences = devices.map((device) => device.next(ofChat(fence)));
    await does.type(ann, fence);
    await Promise.all(fences);
    for (const { heard } of devices) {
      expect(aboutChats(heard).map(({ chatId, seq }) => [chatId, seq])).toEqual([
        [group, 2],
        [fence, undefined],
      ]);
    }
    await Promise.all(devices.map(({ stop }) => stop()));
  });
});

describe('positions', () => {
  type Members = { node: { members: { edges: { node: { readSeq: number; deliveredSeq: number } }[] } } };
  const positionsOf = async (chatId: string) => {
    const document = `query ($id: ID!) { node(id: $id) { ... on Chat { members(first: 9) { edges { node { readSeq deliveredSeq } } } } } }`;
    const { node } = await world.ask<Members>(ann, document, { id: chatId });
    return node.members.edges.map((edge) => [edge.node.deliveredSeq, edge.node.readSeq]);
  };

  it('move forward only, never beyond the head, for many chats at once', async () => {
    const [one, other] = [await gather(world.ask, ann, bob), await gather(world.ask, ann, bob)];
    const elsewhere = await gather(world.ask, ann, cy);
    const said = (await does.say(ann, one, 'Is the hut open?')).sent?.seq ?? 0;
    const head = (await does.say(ann, other, 'And the lake?')).sent?.seq ?? 0;
    const annHears = await hark(world.url, ann);
    const told = [annHears.next(ofChat(one)), annHears.next(ofChat(other))];
    const have = await does.have(
      bob,
      { chatId: one, seq: said },
      { chatId: one, seq: said - 1 },
      { chatId: other, seq: 1_000_000 },
      { chatId: elsewhere, seq: 1 },
      { chatId: 'nothing', seq: 1 },
    );
    expect(have).toMatchObject({ moved: 2 });
    expect((await Promise.all(told)).map(({ __typename, seq, user }) => [__typename, seq, user.id])).toEqual([
      ['DeliveredPosition', said, idOf(bob)],
      ['DeliveredPosition', head, idOf(bob)],
    ]);
    expect(await does.have(bob, { chatId: one, seq: said - 1 })).toMatchObject({ moved: 0 });
    expect((await positionsOf(one))[1]?.[0]).toBe(said);
    expect((await positionsOf(elsewhere))[1]?.[0]).toBeLessThan(3);
    await annHears.stop();
  });

  it('say that what is read is delivered, and reading again is told to nobody', async () => {
    const group = await gather(world.ask, ann, bob);
    const { sent } = await does.say(ann, group, 'Morning!');
    const annHears = await hark(world.url, ann);
    const told = annHears.next(ofChat(group));
    await does.read(bob, group, sent?.seq ?? 0);
    expect(await told).toEqual({
      __typename: 'ReadPosition',
      chatId: group,
      seq: sent?.seq,
      user: { id: idOf(bob) },
    });
    expect((await positionsOf(group))[1]).toEqual([sent?.seq, sent?.seq]);
    const others = `query ($id: ID!) { viewer { chat(id: $id) { othersReadSeq othersDeliveredSeq } } }`;
    expect(await world.ask(ann, others, { id: group })).toEqual({
      viewer: { chat: { othersReadSeq: sent?.seq, othersDeliveredSeq: sent?.seq } },
    });
    const alone = await gather(world.ask, ann);
    expect(await world.ask(ann, others, { id: alone })).toEqual({
      viewer: { chat: { othersReadSeq: null, othersDeliveredSeq: null } },
    });
    await does.read(bob, group, sent?.seq ?? 0);
    await does.have(bob, { chatId: group, seq: sent?.seq ?? 0 });
    const fence = annHears.next(({ typing }) => typing === true);
    await does.type(bob, group);
    await fence;
    expect(aboutChats(annHears.heard)).toHaveLength(2);
    await annHears.stop();
  });

  it('of more than 100 chats at once are refused', async () => {
    const positions = Array.from({ length: 101 }, () => ({ chatId: 'nothing', seq: 1 }));
    expect(await does.have(ann, ...positions)).toMatchObject({ __typename: 'InputError' });
  });
});

it('tells nobody who is not signed in', async () => {
  const line = await signOn(world.url, null);
  const answer = await askOver(line, 'subscription { signals { __typename } }');
  expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(['UNAUTHENTICATED']);
  line.socket.close();
});
