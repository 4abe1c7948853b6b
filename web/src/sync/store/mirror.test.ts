// @vitest-environment node
import 'fake-indexeddb/auto';
import { expect, it, onTestFinished } from 'vitest';
import { drafts } from '../drafts.ts';
import { createReplica } from '../replica.ts';
import { openDatabase } from './db.ts';
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
