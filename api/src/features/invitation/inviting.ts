import type { Record } from '../../events/append.ts';
import type { Invitation, User } from '../../generated/prisma/client.ts';
import type { Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Viewer } from '../../viewer.ts';
import { canonicalUsername } from '../user/names.ts';
import { invitationSent } from './events.ts';

export type Outcome = Readonly<{
  username: string;
  status: 'INVITED' | 'ALREADY_MEMBER' | 'ALREADY_INVITED' | 'NO_SUCH_USER';
  invitation: Invitation | null;
}>;

/** The people behind the names, by canonical name. Each name counts against the inviter's quota. */
export async function findInvitees(viewer: Viewer, usernames: readonly string[]): Promise<Map<string, User | null>> {
  const names = new Set(usernames.map(canonicalUsername));
  for (const _name of names) await viewer.limits.spend('invitationsPerUser', viewer.userId);
  const users = await viewer.log.database.prisma.user.findMany({ where: { username: { in: [...names] } } });
  const known = new Map(users.map((user) => [user.username, user]));
  return new Map([...names].map((name) => [name, known.get(name) ?? null]));
}

/** Invites people into a chat whose row the transaction has locked. One outcome for each name. */
export async function inviteAll(
  tx: Transaction,
  record: Record,
  invitation: Readonly<{ chatId: string; inviterId: string }>,
  invitees: ReadonlyMap<string, User | null>,
): Promise<Outcome[]> {
  const { chatId } = invitation;
  const ids = [...invitees.values()].flatMap((user) => user?.id ?? []);
  const stays = await tx.membership.findMany({
    where: { chatId, userId: { in: ids }, leftAt: null },
    select: { userId: true },
  });
  const members = new Set(stays.map(({ userId }) => userId));
  const pending = await tx.invitation.findMany({ where: { chatId, inviteeId: { in: ids }, status: 'PENDING' } });
  const waiting = new Map(pending.map((row) => [row.inviteeId, row]));
  const outcomes: Outcome[] = [];
  for (const [username, user] of invitees) {
    if (user && !members.has(user.id) && !waiting.has(user.id)) {
      const sent = await tx.invitation.create({ data: { id: newId(), inviteeId: user.id, ...invitation } });
      await record(...invitationSent(sent));
      outcomes.push({ username, status: 'INVITED', invitation: sent });
    } else outcomes.push({ username, ...standing(user, members, waiting, invitation.inviterId) });
  }
  return outcomes;
}

function standing(
  user: User | null,
  members: ReadonlySet<string>,
  waiting: ReadonlyMap<string, Invitation>,
  inviterId: string,
): Omit<Outcome, 'username'> {
  if (!user) return { status: 'NO_SUCH_USER', invitation: null };
  if (members.has(user.id)) return { status: 'ALREADY_MEMBER', invitation: null };
  const invitation = waiting.get(user.id) ?? null;
  // Who invited somebody else's invitee may know that they are invited, and no more.
  return { status: 'ALREADY_INVITED', invitation: invitation?.inviterId === inviterId ? invitation : null };
}
