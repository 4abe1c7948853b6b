import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { foldedWords } from '../lib/fold.ts';
import { ann, ben, chat, MINUTE, NOON, said } from '../testing/records.ts';
import type { Message } from './records.ts';
import { searchMessages, searchReach } from './search.ts';
import { openDatabase, type Database } from './store/db.ts';
import type { Span } from './store/spans.ts';

let db: Database;

beforeEach(async () => {
  db = await openDatabase('User:ann');
});

afterEach(async () => {
  await db.delete();
});

async function keep(id: string, messages: readonly Message[], spans?: readonly Span[]): Promise<void> {
  const last = messages.at(-1) ?? null;
  await db.chats.put({ ...chat({ id, lastMessage: last, lastActivityAt: last?.at ?? NOON }), rev: 1 });
  await db.messages.bulkPut([...messages]);
  await db.spans.put({ chatId: id, spans: spans ?? [[0, last?.seq ?? 0]] });
}

async function found(query: string, signal = new AbortController().signal): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of searchMessages(db, foldedWords(query), signal)) texts.push(text);
  return texts;
}

const line = (chatId: string, seq: number, text: string) => said(ben, seq, { chatId, text });

it('finds every word, however it is written, in the newest message first', async () => {
  await keep('hikers', [
    line('hikers', 1, 'La Città alta'),
    line('hikers', 3, 'alta e bassa'),
    line('hikers', 5, 'citta ALTA?'),
  ]);
  await keep('flat', [line('flat', 4, 'The città, so alta'), line('flat', 6, 'Nothing of it')]);
  expect(await found('alta citta')).toEqual(['citta ALTA?', 'The città, so alta', 'La Città alta']);
});

it('keeps that order over many slices of several chats', async () => {
  const chats = ['a', 'b', 'c'];
  for (const [place, id] of chats.entries()) {
    const messages = Array.from({ length: 700 }, (_, at) =>
      said(ben, at + 1, {
        chatId: id,
        text: at % 50 === 0 ? `stone ${id}${at}` : 'sand',
        at: NOON + (at * 3 + place) * MINUTE,
      }),
    );
    await keep(id, messages);
  }
  const texts = await found('stone');
  expect(texts).toHaveLength(42);
  expect(texts.slice(0, 4)).toEqual(['stone c650', 'stone b650', 'stone a650', 'stone c600']);
  expect(texts.at(-1)).toBe('stone a0');
});

it('reads only what is here, and leaves out what the system said', async () => {
  const notice = said(ann, 2, { notice: 'MEMBER_JOINED', system: true, text: 'stone' });
  await keep(
    'hikers',
    [line('hikers', 1, 'stone'), notice, line('hikers', 9_000, 'stone again')],
    [
      [0, 2],
      [8_990, 9_000],
    ],
  );
  expect(await found('stone')).toEqual(['stone again', 'stone']);
});

it('stops when it is told to, and when nobody asks for more', async () => {
  await keep('hikers', [line('hikers', 1, 'stone'), line('hikers', 2, 'stone')]);
  const stop = new AbortController();
  stop.abort();
  expect(await found('stone', stop.signal)).toEqual([]);
  const some = searchMessages(db, ['stone'], new AbortController().signal);
  expect((await some.next()).done).toBe(false);
  expect((await some.return()).done).toBe(true);
});

it('says how far back it can see', async () => {
  expect(await searchReach(db)).toEqual({ reach: 'all' });
  await keep('hikers', [line('hikers', 4, 'old'), line('hikers', 5, 'new')]);
  expect(await searchReach(db)).toEqual({ reach: 'all' });
  await keep('hikers', [line('hikers', 4, 'old'), line('hikers', 5, 'new')], [[4, 5]]);
  expect(await searchReach(db)).toEqual({ reach: 'back', to: NOON + 4 * MINUTE });
});

it('does not call it all while chats are missing', async () => {
  await keep('hikers', []);
  await db.facts.put({ key: 'moreChats', value: 'cursor' });
  expect(await searchReach(db)).toEqual({ reach: 'nothing' });
});
