// @vitest-environment node
import 'fake-indexeddb/auto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { drafts } from '../drafts.ts';
import { createReplica } from '../replica.ts';
import { openDatabase } from './db.ts';
import { ann, chat, NOON } from '../../testing/records.ts';
import { mirror } from './mirror.ts';

it('drafts are as another window leaves them, and gone once it has sent them', async () => {
  const db = await openDatabase(crypto.randomUUID());
  await db.drafts.put({ chatId: 'hikers', text: 'Half a', at: 0 });
  drafts.set('flat', 'Of somebody else');
  const { filled, end } = mirror(db, createReplica());
  onTestFinished(async () => {
    end();
    await db.delete();
  });
  await filled;
  expect([...drafts]).toEqual([['hikers', 'Half a']]);
  const other = await openDatabase(db.name.replace('ruggine:', ''));
  onTestFinished(() => other.close());
  await other.drafts.put({ chatId: 'hikers', text: 'Half a sentence', at: 1 });
  await expect.poll(() => drafts.get('hikers')).toBe('Half a sentence');
  await other.drafts.delete('hikers');
  await expect.poll(() => drafts.has('hikers')).toBe(false);
});

describe('chats', () => {
  const rowOf = (id: string, rev: number) => ({ ...chat({ id, lastSeq: rev }), rev });

  it('are as another window leaves them: changed, new and gone, few or all of them', async () => {
    const db = await openDatabase(crypto.randomUUID());
    await db.chats.bulkPut(['hikers', 'flat', 'band'].map((id) => rowOf(id, 1)));
    const replica = createReplica();
    const { filled, end } = mirror(db, replica);
    const other = await openDatabase(db.name.replace('ruggine:', ''));
    onTestFinished(async () => {
      end();
      other.close();
      await db.delete();
    });
    await filled;
    const seen = () => [...replica.chats.values()].map(({ id, lastSeq }) => `${id} ${lastSeq}`).sort();
    expect(seen()).toEqual(['band 1', 'flat 1', 'hikers 1']);

    await other.transaction('rw', other.chats, async () => {
      await other.chats.put(rowOf('hikers', 2));
      await other.chats.put(rowOf('choir', 1));
      await other.chats.delete('band');
    });
    await expect.poll(seen).toEqual(['choir 1', 'flat 1', 'hikers 2']);

    const many = Array.from({ length: 60 }, (_, nth) => `many-${nth}`);
    await other.chats.bulkPut(many.map((id) => rowOf(id, 1)));
    await expect.poll(() => replica.chats.size).toBe(63);
    await other.chats.clear();
    await expect.poll(() => replica.chats.size).toBe(0);
  });

  it('end where changes that follow each other closely end', async () => {
    const db = await openDatabase(crypto.randomUUID());
    const replica = createReplica();
    const { filled, end } = mirror(db, replica);
    onTestFinished(async () => {
      end();
      await db.delete();
    });
    await filled;
    for (let rev = 1; rev <= 50; rev += 1) void db.chats.put(rowOf('hikers', rev));
    await expect.poll(() => replica.chats.get('hikers')?.lastSeq).toBe(50);
    await expect.poll(() => replica.chats.get('hikers')?.lastSeq).toBe(50);
  });
});

it('members are as another window leaves them: changed, new and gone', async () => {
  const db = await openDatabase(crypto.randomUUID());
  const member = (readSeq: number) => ({
    user: ann,
    role: 'MEMBER' as const,
    joinedAt: NOON,
    deliveredSeq: readSeq,
    readSeq,
  });
  await db.members.bulkPut(['hikers', 'flat'].map((chatId) => ({ chatId, members: [member(1)] })));
  const replica = createReplica();
  const { filled, end } = mirror(db, replica);
  const other = await openDatabase(db.name.replace('ruggine:', ''));
  onTestFinished(async () => {
    end();
    other.close();
    await db.delete();
  });
  await filled;
  const seen = () => [...replica.members].map(([chatId, [first]]) => `${chatId} ${first?.readSeq}`).sort();
  expect(seen()).toEqual(['flat 1', 'hikers 1']);
  const untouched = replica.members.get('flat');
  await other.members.bulkPut([
    { chatId: 'hikers', members: [member(2)] },
    { chatId: 'band', members: [member(1)] },
  ]);
  await expect.poll(seen).toEqual(['band 1', 'flat 1', 'hikers 2']);
  expect(replica.members.get('flat')).toBe(untouched);
  await other.members.delete('band');
  await expect.poll(seen).toEqual(['flat 1', 'hikers 2']);
});
