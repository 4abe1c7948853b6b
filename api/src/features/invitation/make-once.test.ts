import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import type { Person } from '../../testing/person.ts';
import { startWorld, type World } from '../../testing/world.ts';

let world: World;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  world = await startWorld();
  [ann, bob] = await Promise.all([world.person('ann'), world.person('bob')]);
});
afterAll(() => world.close());

type Made = { __typename: string; chat?: { id: string }; invited?: { status: string }[] };

async function make(person: Person, id: string, title = 'Hikers'): Promise<Made> {
  const document = `mutation ($input: CreateGroupInput!) {
    createGroup(input: $input) { __typename ... on CreateGroupSuccess { chat { id } invited { status } } }
  }`;
  const usernames = [bob.username];
  const { createGroup } = await world.ask<{ createGroup: Made }>(person, document, { input: { id, title, usernames } });
  return createGroup;
}

it('the same id makes one group, however often and however close together it is tried', async () => {
  const id = newId();
  const tries = await Promise.all(Array.from({ length: 6 }, () => make(ann, id)));
  expect(new Set(tries.map(({ chat }) => chat?.id)).size).toBe(1);
  const again = await make(ann, id);
  expect([again.__typename, again.chat?.id]).toEqual(['CreateGroupSuccess', tries[0]?.chat?.id]);
  expect(await world.database.prisma.chat.count({ where: { id } })).toBe(1);
  expect(await world.database.prisma.invitation.count({ where: { chatId: id } })).toBe(1);
  expect(await world.database.prisma.message.count({ where: { chatId: id } })).toBe(1);
});

it('an id that belongs to another group, or to a group of somebody else, is refused', async () => {
  const id = newId();
  await make(ann, id);
  expect((await make(ann, id, 'Climbers')).__typename).toBe('ConflictError');
  expect((await make(bob, id)).__typename).toBe('ConflictError');
});
