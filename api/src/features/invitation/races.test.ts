import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { both, rounds } from '../../testing/races.ts';
import { createVerbs, gather, waitingInvitation, type Verbs } from '../../testing/verbs.ts';
import type { Person } from '../../testing/person.ts';
import { startWorld, type World } from '../../testing/world.ts';

let world: World;
let does: Verbs;

beforeAll(async () => {
  world = await startWorld();
  does = createVerbs(world.ask);
});
afterAll(() => world.close());

let count = 0;
async function pair(): Promise<[Person, Person]> {
  const number = ++count;
  return Promise.all([world.person(`ann${number}`), world.person(`bob${number}`)]);
}

async function invited(): Promise<{ ann: Person; bob: Person; chatId: string; invitationId: string }> {
  const [ann, bob] = await pair();
  const { chat } = await does.makeGroup(ann, 'Sunday hikers', bob);
  return { ann, bob, chatId: chat?.id ?? '', invitationId: await waitingInvitation(world.ask, bob) };
}

function stays(person: Person) {
  return world.database.prisma.membership.findMany({ where: { userId: person.id, leftAt: null } });
}

describe('two at the same time', () => {
  it('make one private chat, whoever asks first', () =>
    rounds(40, async () => {
      const [ann, bob] = await pair();
      const [first, second] = await both(
        () => does.talkTo(ann, bob),
        () => does.talkTo(bob, ann),
      );
      expect([first.__typename, second.__typename]).toEqual(['CreatePrivateChatSuccess', 'CreatePrivateChatSuccess']);
      expect(first.chat?.id).toBe(second.chat?.id);
      expect([first.created, second.created].filter(Boolean)).toHaveLength(1);
      expect(
        await world.database.prisma.chat.count({ where: { OR: [{ pairLowId: ann.id }, { pairHighId: ann.id }] } }),
      ).toBe(1);
      expect([(await stays(ann)).length, (await stays(bob)).length]).toEqual([1, 1]);
      expect(
        await world.database.prisma.invitation.count({
          where: { inviteeId: { in: [ann.id, bob.id] }, status: 'PENDING' },
        }),
      ).toBe(0);
    }));

  it('accept on two devices and have one stay and one notice', () =>
    rounds(40, async () => {
      const { bob, invitationId } = await invited();
      const [first, second] = await both(
        () => does.accept(bob, invitationId),
        () => does.accept(bob, invitationId),
      );
      expect(first.membership?.id).toBe(second.membership?.id);
      expect(await stays(bob)).toHaveLength(1);
      expect(await world.database.prisma.message.count({ where: { senderId: bob.id, notice: 'MEMBER_JOINED' } })).toBe(
        1,
      );
    }));

  it('accept and withdraw, and exactly one wins', async () => {
    const winners = new Set<string>();
    await rounds(40, async () => {
      const { ann, bob, invitationId } = await invited();
      const [yes, withdrawn] = await both(
        () => does.accept(bob, invitationId),
        () => does.withdraw(ann, invitationId),
      );
      const accepted = yes.__typename === 'AcceptInvitationSuccess';
      expect(withdrawn.__typename).toBe(accepted ? 'ConflictError' : 'CancelInvitationSuccess');
      if (!accepted) expect(yes.__typename).toBe('ConflictError');
      expect(await stays(bob)).toHaveLength(accepted ? 1 : 0);
      const invitation = await world.database.prisma.invitation.findFirstOrThrow({ where: { inviteeId: bob.id } });
      expect(invitation.status).toBe(accepted ? 'ACCEPTED' : 'CANCELLED');
      winners.add(invitation.status);
    });
    expect(winners.size).toBeGreaterThan(0);
  });

  it('accept and decline, and exactly one wins', () =>
    rounds(30, async () => {
      const { bob, invitationId } = await invited();
      const answers = await both(
        () => does.accept(bob, invitationId),
        () => does.decline(bob, invitationId),
      );
      expect(answers.filter(({ __typename }) => __typename === 'ConflictError')).toHaveLength(1);
      expect(await stays(bob)).toHaveLength(answers[0].__typename === 'AcceptInvitationSuccess' ? 1 : 0);
    }));

  it('invite the same person and one invitation waits', () =>
    rounds(30, async () => {
      const [ann, bob] = await pair();
      const guest = await world.person(`guest${count}`);
      const chatId = await gather(world.ask, ann, bob);
      const answers = await both(
        () => does.invite(ann, chatId, guest.username),
        () => does.invite(bob, chatId, guest.username),
      );
      expect(answers.map(({ outcomes }) => outcomes?.[0]?.status).sort()).toEqual(['ALREADY_INVITED', 'INVITED']);
    }));
});
