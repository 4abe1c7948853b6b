import type { Chat, Member } from '../records.ts';
import type { Replica } from '../replica.ts';
import type { ChatRecord, Fact, Facts, InvitationRecord, MembersRecord } from './db.ts';

/** What is read from the database is put into a replica here: what did not change is left alone, and not drawn again. */
export function takeFacts(replica: Replica, rows: readonly Fact[]): void {
  const facts: Partial<Facts> = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  const { me, settings, moreChats, moreInbox, moreSent } = facts;
  if (!alike(replica.me.value, me)) replica.me.value = me ?? null;
  if (!alike(replica.settings.value, settings)) replica.settings.value = settings ?? null;
  replica.moreChats.value = moreChats ?? null;
  replica.moreInbox.value = moreInbox ?? null;
  replica.moreSent.value = moreSent ?? null;
}

export function takeChats(replica: Replica, rows: readonly ChatRecord[]): void {
  refill<Chat>(replica.chats, byId(rows), sameRev);
}

/** Those with these ids; undefined for one that is gone. */
export function takeSomeChats(
  { chats }: Replica,
  ids: readonly string[],
  rows: readonly (ChatRecord | undefined)[],
): void {
  putSome<Chat>(chats, ids, rows, sameRev);
}

export function takeMembers(replica: Replica, rows: readonly MembersRecord[]): void {
  const rolls = rows.map(({ chatId, members }): [string, readonly Member[]] => [chatId, members]);
  refill(replica.members, rolls, alike);
}

/** Those of these chats; undefined for one that is not here any more. */
export function takeSomeMembers(
  { members }: Replica,
  chatIds: readonly string[],
  rows: readonly (MembersRecord | undefined)[],
): void {
  putSome(
    members,
    chatIds,
    rows.map((row) => row?.members),
    alike,
  );
}

export function takeInvitations(replica: Replica, rows: readonly InvitationRecord[]): void {
  refill(replica.inbox, byId(rows.filter(({ box }) => box === 'inbox')), alike);
  refill(replica.sent, byId(rows.filter(({ box }) => box === 'sent')), alike);
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): [string, Row][] {
  return rows.map((row) => [row.id, row]);
}

function refill<Row>(
  map: Map<string, Row>,
  rows: readonly (readonly [string, Row])[],
  same: (a: Row | undefined, b: Row) => boolean,
): void {
  const kept = new Set(rows.map(([key]) => key));
  for (const key of map.keys()) if (!kept.has(key)) map.delete(key);
  for (const [key, row] of rows) if (!same(map.get(key), row)) map.set(key, row);
}

function putSome<Row>(
  map: Map<string, Row>,
  keys: readonly string[],
  rows: readonly (Row | undefined)[],
  same: (a: Row | undefined, b: Row) => boolean,
): void {
  for (const [index, key] of keys.entries()) {
    const row = rows[index];
    if (row === undefined) map.delete(key);
    else if (!same(map.get(key), row)) map.set(key, row);
  }
}

function sameRev(a: Chat | undefined, b: Chat): boolean {
  return a !== undefined && 'rev' in a && 'rev' in b && a.rev === b.rev;
}

function alike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
