import { placeChat } from './apply.ts';
import { readChat, type Fetched } from './chat-reading.ts';
import { query } from './client.ts';
import { MoreChats } from './documents/overview.ts';
import { toChat } from './fragments.ts';
import { nextOf } from './snapshot.ts';
import { store } from './store/account.ts';
import { change } from './store/copy.ts';

const underWay = new Map<string, Promise<Fetched>>();

/** For a screen that needs a chat now, by its address. */
export async function ensureChat(chatId: string): Promise<Fetched> {
  return (await store.value?.chats.get(chatId)) === undefined ? fetchChat(chatId) : 'here';
}

/** Brings one chat up to date, or forgets it when this person is not in it. */
export function fetchChat(chatId: string): Promise<Fetched> {
  const asked = underWay.get(chatId);
  if (asked !== undefined) return asked;
  const asking = readOurs(chatId).finally(() => underWay.delete(chatId));
  underWay.set(chatId, asking);
  return asking;
}

async function readOurs(chatId: string): Promise<Fetched> {
  return store.value === null ? 'no-answer' : readChat(store.value, chatId);
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
