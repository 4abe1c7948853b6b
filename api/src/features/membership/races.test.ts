import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../testing/listen.ts';
import { readKnowledge } from '../../testing/model.ts';
import { both, rounds } from '../../testing/races.ts';
import { createVerbs, gather, waitingInvitation, type Verbs } from '../../testing/verbs.ts';
import type { Person } from '../../testing/person.ts';
import { startWorld, type World } from '../../testing/world.ts';
import { localId } from '../../graphql/nodes.ts';

let world: World;
let does: Verbs;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
});
afterAll(() => world.close());

let count = 0;
async function people(...names: string[]): Promise<Person[]> {
  const number = ++count;
  return Promise.all(names.map((name) => world.person(`${name}${number}`)));
}

async function group(...names: string[]): Promise<{ chatId: string; row: string; members: Person[] }> {
  const [owner, ...others] = await people(...names);
  if (!owner) throw new Error('a group needs an owner');
  const chatId = await gather(world.ask, owner, ...others);
  return { chatId, row: localId('Chat', chatId) ?? '', members: [owner, ...others] };
}

async function someone(members: readonly Person[], at: number): Promise<Person> {
  const person = members[at];
  if (!person) throw new Error('nobody there');
  return person;
}

describe('leaving at the same time as', () => {
  it('sending: the message comes before the leaving or is refused, and nothing is heard after it', () =>
    rounds(40, async () => {
      const { chatId, row, members } = await group('ann', 'bob');
      const bob = await someone(members, 1);
      const { cursor } = await readKnowledge(world.ask, bob);
      const live = await listen(world.url, bob, cursor);
      const [sent, left] = await both(
        () => does.say(bob, chatId, 'one more thing'),
        () => does.leave(bob, chatId),
      );
      expect(left.__typename).toBe('LeaveChatSuccess');
      const { leaveSeq } = await world.database.prisma.membership.findFirstOrThrow({
        where: { chatId: row, userId: bob.id },
      });
      if (sent.__typename === 'SendMessageSuccess') expect(sent.sent?.seq).toBeLessThan(leaveSeq ?? 0);
      else expect(sent.__typename).toBe('NotFoundError');
      await does.say(await someone(members, 0), chatId, 'after the leaving');
      await live.until(({ __typename }) => __typename === 'MemberLeft');
      expect(live.heard.filter(({ chatId: heardIn, seq = 0 }) => heardIn === chatId && seq > (leaveSeq ?? 0))).toEqual(
        [],
      );
      await live.stop();
      await isDense(row);
    }));

  it('the other owner: a group that has members has an owner', () =>
    rounds(30, async () => {
      const { chatId, row, members } = await group('ann', 'bob', 'cyd');
      const [ann, bob] = [await someone(members, 0), await someone(members, 1)];
      await world.database.prisma.membership.updateMany({
        where: { chatId: row, userId: bob.id },
        data: { role: 'OWNER' },
      });
      await both(
        () => does.leave(ann, chatId),
        () => does.leave(bob, chatId),
      );
      const rest = await world.database.prisma.membership.findMany({ where: { chatId: row, leftAt: null } });
      expect(rest.map(({ role }) => role)).toEqual(['OWNER']);
      await isDense(row);
    }));

  it('the last owner’s heir sends: no deadlock is shown to anybody', () =>
    rounds(30, async () => {
      const { chatId, row, members } = await group('ann', 'bob');
      const [ann, bob] = [await someone(members, 0), await someone(members, 1)];
      const [left, sent] = await both(
        () => does.leave(ann, chatId),
        () => does.say(bob, chatId, 'mine now'),
      );
      expect([left.__typename, sent.__typename]).toEqual(['LeaveChatSuccess', 'SendMessageSuccess']);
      await isDense(row);
    }));

  it('somebody accepts: they are in the group, or it has ended with the invitation', () =>
    rounds(40, async () => {
      const [ann, bob] = await people('ann', 'bob');
      if (!ann || !bob) throw new Error('nobody there');
      const { chat } = await does.makeGroup(ann, 'Two of us', bob);
      const chatId = chat?.id ?? '';
      const invitationId = await waitingInvitation(world.ask, bob);
      const [, yes] = await both(
        () => does.leave(ann, chatId),
        () => does.accept(bob, invitationId),
      );
      const row = await world.database.prisma.chat.findUniqueOrThrow({ where: { id: localId('Chat', chatId) ?? '' } });
      const rest = await world.database.prisma.membership.findMany({ where: { chatId: row.id, leftAt: null } });
      if (yes.__typename === 'AcceptInvitationSuccess') expect(rest.map(({ role }) => role)).toEqual(['OWNER']);
      else {
        expect(yes.__typename).toBe('ConflictError');
        expect(row.deletedAt).not.toBeNull();
        expect(rest).toEqual([]);
      }
    }));
});

/** Every place of the chat's log up to its head was given exactly once. */
async function isDense(chatId: string): Promise<void> {
  const entries = await world.database.prisma.logEntry.findMany({
    where: { chatId },
    orderBy: { id: 'asc' },
    select: { seq: true },
  });
  const { lastSeq } = await world.database.prisma.chat.findUniqueOrThrow({ where: { id: chatId } });
  expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, place) => place + 1));
}
