// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ann, ben, chat, messageSent, NOON, said } from '../testing/records.ts';
import { placeChat } from './apply.ts';
import { takeIn } from './intake.ts';
import type { Message } from './records.ts';
import { keepSnapshot, type Viewer } from './snapshot.ts';
import { closeStore, openStore } from './store/account.ts';
import { change } from './store/copy.ts';
import type { Database } from './store/db.ts';

let db: Database;

beforeEach(async () => {
  db = await openStore(ann.id);
  await db.facts.put({ key: 'me', value: { user: ann, sessionId: 'Session:1' } });
  await change(db, ['hikers', 'flat'], (copy) => {
    for (const id of ['hikers', 'flat']) placeChat(copy, chat({ id }));
  });
  await takeIn(
    db,
    [1, 2, 3].map((seq) => messageSent(said(ben, seq, { text: `before, ${seq}` }))),
  );
  for (const chatId of ['hikers', 'flat']) {
    await db.drafts.put({ chatId, text: 'unsaid', at: 0 });
    await db.acts.add({ id: chatId, act: { kind: 'send', chatId, uuid: chatId, text: 'x' }, at: 0, refusal: null });
  }
});
afterEach(async () => {
  await db.delete();
  closeStore();
});

type Edge = Viewer['chats']['edges'][number];

function edge(id: string, unreadCount: number, last: Message): Edge {
  const { kind, title, memberCount } = chat();
  const { uuid, seq, sender, text, at } = last;
  const createdAt = new Date(at).toISOString();
  const message = {
    id: last.id,
    uuid,
    chat: { id },
    seq,
    kind: 'TEXT' as const,
    notice: null,
    sender,
    text,
    createdAt,
  };
  return {
    node: { id, kind, title, pair: [], memberCount, lastMessage: message, lastActivityAt: createdAt, lastSeq: seq },
    membership: { id: 'Membership:ann', readSeq: 0, deliveredSeq: 0 },
    unreadCount,
    othersReadSeq: null,
    othersDeliveredSeq: null,
  };
}

function viewer(edges: Edge[], hasNextPage = false): Viewer {
  const none = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
  return {
    cursor: 'anew',
    user: ann,
    session: { id: 'Session:1' },
    settings: { presenceVisibility: 'EVERYONE' },
    chats: { edges, pageInfo: { hasNextPage, endCursor: hasNextPage ? 'more' : null } },
    invitations: none,
    sentInvitations: none,
  };
}

const shorter = () => edge('hikers', 2, said(ben, 2, { id: 'Message:other', text: 'after, 2', at: NOON }));
const written = async () => ({
  drafts: (await db.drafts.toArray()).map(({ chatId }) => chatId),
  acts: (await db.acts.toArray()).map(({ act }) => act.chatId),
});

it('goes back with a server that has lost the end of its history', async () => {
  await keepSnapshot(viewer([shorter()]), 'afresh');
  expect(await db.chats.toArray()).toMatchObject([{ id: 'hikers', lastSeq: 2, unreadCount: 2 }]);
  expect((await db.messages.toArray()).map(({ text }) => text)).toEqual(['after, 2']);
  expect(await db.spans.toArray()).toEqual([{ chatId: 'hikers', spans: [[2, 2]] }]);
  await takeIn(db, [messageSent(said(ben, 3, { text: 'after, 3' }))]);
  expect(await db.chats.get('hikers')).toMatchObject({ unreadCount: 3, lastMessage: { text: 'after, 3' } });
});

it('is seen by those who look at the chats', async () => {
  const before = await db.chats.get('hikers');
  await keepSnapshot(viewer([shorter()]), 'afresh');
  expect((await db.chats.get('hikers'))?.rev).toBeGreaterThan(before?.rev ?? Infinity);
});

it('keeps what was written here, save for chats that are gone', async () => {
  await keepSnapshot(viewer([shorter()]), 'afresh');
  expect(await written()).toEqual({ drafts: ['hikers'], acts: ['hikers'] });
});

it('forgets chats of further pages until they are read again, and keeps what was written to them', async () => {
  await keepSnapshot(viewer([shorter()], true), 'afresh');
  expect((await db.chats.toArray()).map(({ id }) => id)).toEqual(['hikers']);
  expect(await written()).toEqual({ drafts: ['flat', 'hikers'], acts: ['hikers', 'flat'] });
});

it('an answer that an event has overtaken takes nothing back otherwise', async () => {
  await keepSnapshot(viewer([shorter()]));
  expect(await db.chats.get('hikers')).toMatchObject({ lastSeq: 3, lastMessage: { text: 'before, 3' } });
});
