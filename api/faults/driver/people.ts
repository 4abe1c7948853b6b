import type { Pool } from 'pg';
import type { Chance } from '../chance.ts';
import { storedHash, newToken } from '../../src/features/session/tokens.ts';
import { newId } from '../../src/platform/ids.ts';
import { globalId, MARK_READ, rowId } from './documents.ts';
import type { Device } from './device.ts';

export type Person = Readonly<{ id: string; username: string }>;

const SESSION_DAYS = 30;

/** People with accounts, made in the database itself: thousands of password hashes would take minutes. */
export async function enrol(pool: Pool, count: number, chance: Chance): Promise<Person[]> {
  const batch = Math.floor(chance.number() * 2 ** 32).toString(36);
  const people = Array.from({ length: count }, (_, nth) => {
    const id = newId();
    return { id, username: `p${nth}_${batch}_${id.slice(-6)}` };
  });
  await pool.query(
    `INSERT INTO "user" (id, username, display_name, password_hash)
     SELECT id, username, username, 'none' FROM unnest($1::uuid[], $2::text[]) AS person (id, username)`,
    [people.map(({ id }) => id), people.map(({ username }) => username)],
  );
  return people;
}

/** A session for each of these people. @returns their tokens, in the same order */
export async function signIn(pool: Pool, people: readonly Person[]): Promise<string[]> {
  const tokens = people.map(() => newToken());
  await pool.query(
    `INSERT INTO session (id, user_id, token_hash, expires_at)
     SELECT id, user_id, decode(hash, 'hex'), now() + make_interval(days => $4)
     FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS session (id, user_id, hash)`,
    [
      people.map(() => newId()),
      people.map(({ id }) => id),
      tokens.map((token) => Buffer.from(storedHash(token)).toString('hex')),
      SESSION_DAYS,
    ],
  );
  return tokens;
}

const CREATE = `mutation ($input: CreateGroupInput!) { createGroup(input: $input) { __typename
  ... on CreateGroupSuccess { chat { id } invited { invitation { id } } } ... on Error { code message } } }`;
const INVITE = `mutation ($input: InviteToChatInput!) { inviteToChat(input: $input) { __typename
  ... on InviteToChatSuccess { outcomes { status invitation { id } } } ... on Error { code message } } }`;
const ACCEPT = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { __typename
  ... on AcceptInvitationSuccess { membership { id } } ... on Error { code message } } }`;
const LEAVE = `mutation ($input: LeaveChatInput!) { leaveChat(input: $input) { __typename
  ... on LeaveChatSuccess { chatId } ... on Error { code message } } }`;

type Asker = Pick<Device, 'insist'>;
type Invited = { invitation: { id: string } | null };

/** A group with its owner and those who accept at once. @returns the chat's UUID */
export async function makeGroup(
  owner: Asker,
  guests: readonly Readonly<{ person: Person; asker: Asker }>[],
): Promise<string> {
  type Made = { createGroup: { chat?: { id: string }; invited?: Invited[] } };
  const input = { title: 'Fault kit', usernames: guests.map(({ person }) => person.username) };
  const { createGroup: made } = await owner.insist<Made>(CREATE, { input });
  if (!made.chat) throw new Error(`no group: ${JSON.stringify(made)}`);
  for (const [nth, { asker }] of guests.entries()) await accept(asker, made.invited?.[nth]?.invitation?.id ?? '');
  return rowId(made.chat.id);
}

/** Invites and accepts: may be repeated, as a retry does. */
export async function comeIn(host: Asker, guest: Asker, username: string, chatId: string): Promise<void> {
  type Outcomes = { inviteToChat: { outcomes?: (Invited & { status: string })[] } };
  const input = { chatId: globalId('Chat', chatId), usernames: [username] };
  const { inviteToChat: answer } = await host.insist<Outcomes>(INVITE, { input });
  const [outcome] = answer.outcomes ?? [];
  if (outcome?.status === 'ALREADY_MEMBER') return;
  if (!outcome?.invitation) throw new Error(`not invited: ${JSON.stringify(answer)}`);
  await accept(guest, outcome.invitation.id);
}

async function accept(asker: Asker, invitationId: string): Promise<void> {
  type Accepted = { acceptInvitation: { membership?: { id: string } } };
  const answer = await asker.insist<Accepted>(ACCEPT, { input: { invitationId } });
  if (!answer.acceptInvitation.membership) throw new Error(`not accepted: ${JSON.stringify(answer)}`);
}

/** Leaving again finds nothing to leave, and is as good. */
export async function goOut(asker: Asker, chatId: string): Promise<void> {
  await asker.insist(LEAVE, { input: { chatId: globalId('Chat', chatId) } });
}

/** Everything of a chat that the device has, its person has now read. */
export async function markRead({ insist, store }: Device, chatId: string): Promise<void> {
  const chat = store.chats.get(chatId);
  if (!chat) return;
  type Read = { markRead: { membership?: { readSeq: number } } };
  const input = { chatId: globalId('Chat', chatId), seq: chat.last };
  const { markRead: read } = await insist<Read>(MARK_READ, { input });
  if (read.membership) store.read(chatId, read.membership.readSeq);
}
