import { placeChat } from './apply.ts';
import { readChat, type Fetched } from './chat-reading.ts';
import { query } from './client.ts';
import { MoreChats } from './documents/overview.ts';
import { toChat } from './fragments.ts';
import { nextOf } from './snapshot.ts';
import { store } from './store/account.ts';
import { change } from './store/copy.ts';
import type { Database } from './store/db.ts';

/** An answer may be older than what was asked about. A chat in which so much happens is read again with the next news. */
const READ_MAX = 3;

const underWay = new Map<string, Promise<Fetched>>();
/** Asked for while an answer was on its way, which may be older than what they were asked about. */
const askedAgain = new Set<string>();

/** For a screen that needs a chat now, by its address. */
export async function ensureChat(chatId: string): Promise<Fetched> {
  return (await store.value?.chats.get(chatId)) === undefined ? fetchChat(chatId) : 'here';
}

/** Brings one chat up to date, or forgets it when this person is not in it. */
export function fetchChat(chatId: string): Promise<Fetched> {
  const asked = underWay.get(chatId);
  if (asked !== undefined) {
    askedAgain.add(chatId);
    return asked;
  }
  const db = store.value;
  if (db === null) return Promise.resolve('no-answer');
  const asking = readUntilNew(db, chatId);
  underWay.set(chatId, asking);
  return asking;
}

/** Asks for the chats that were to be read and could not be. */
export async function fetchWanted(db: Database): Promise<void> {
  const wanted = await db.facts.get('wanted');
  if (wanted?.key !== 'wanted') return;
  for (const [chatId] of wanted.value) {
    if (store.value !== db || (await fetchChat(chatId)) === 'no-answer') return;
  }
}

async function readUntilNew(db: Database, chatId: string): Promise<Fetched> {
  try {
    for (let times = 1; ; times += 1) {
      askedAgain.delete(chatId);
      const fetched = await readChat(db, chatId);
      if (fetched === 'no-answer' || times === READ_MAX) return fetched;
      const wanted = await isWanted(db, chatId);
      if (!wanted && !askedAgain.has(chatId)) return fetched;
    }
  } finally {
    underWay.delete(chatId);
  }
}

async function isWanted(db: Database, chatId: string): Promise<boolean> {
  const wanted = await db.facts.get('wanted');
  return wanted?.key === 'wanted' && wanted.value.some(([id]) => id === chatId);
}

export async function loadMoreChats(): Promise<'done' | 'no-answer'> {
  const db = store.value;
  const more = await db?.facts.get('moreChats');
  if (!db || more?.key !== 'moreChats' || more.value === null) return 'done';
  const answer = await query(MoreChats, { after: more.value });
  if (!answer.ok || answer.data.viewer === null || store.value !== db) return 'no-answer';
  const { edges, pageInfo } = answer.data.viewer.chats;
  const chats = edges.map(toChat);
  await db.transaction('rw', db.tables, async () => {
    await change(
      db,
      chats.map(({ id }) => id),
      (copy) => {
        for (const chat of chats) if (!copy.chats.has(chat.id)) placeChat(copy, chat);
      },
    );
    await db.facts.put({ key: 'moreChats', value: nextOf(pageInfo) });
  });
  return 'done';
}
