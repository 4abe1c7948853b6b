import { placeChat } from './apply.ts';
import { query } from './client.ts';
import { ChatById } from './documents/chat.ts';
import { MoreChats } from './documents/overview.ts';
import { keepDraft } from './drafts.ts';
import { toChat } from './fragments.ts';
import { refreshTimeline } from './history.ts';
import { forgetChat, readerId, replica } from './replica.ts';
import { outbox } from './sending.ts';
import { nextOf } from './snapshot.ts';

/** How asking for something ended; a screen shows it, and offers to ask again. */
export type Fetched = 'here' | 'absent' | 'no-answer';

const underWay = new Map<string, Promise<Fetched>>();

/** Brings one chat up to date, or forgets it when this person is not in it. */
export async function fetchChat(chatId: string): Promise<void> {
  await askForChat(chatId);
}

/** For a screen that needs a chat now, by its address. */
export async function ensureChat(chatId: string): Promise<Fetched> {
  return replica.chats.has(chatId) ? 'here' : askForChat(chatId);
}

function askForChat(chatId: string): Promise<Fetched> {
  const asked = underWay.get(chatId);
  if (asked !== undefined) return asked;
  const asking = readChat(chatId).finally(() => underWay.delete(chatId));
  underWay.set(chatId, asking);
  return asking;
}

async function readChat(chatId: string): Promise<Fetched> {
  const reader = readerId();
  const answer = await query(ChatById, { id: chatId });
  if (!answer.ok || reader !== readerId()) return 'no-answer';
  const edge = answer.data.viewer?.chat ?? null;
  if (edge === null) {
    forgetChat(replica, chatId);
    return 'absent';
  }
  placeChat(replica, toChat(edge));
  if (replica.timelines.has(chatId)) refreshTimeline(chatId);
  return 'here';
}

export async function loadMoreChats(): Promise<'done' | 'no-answer'> {
  const reader = readerId();
  const answer = await query(MoreChats, { after: replica.moreChats.value });
  if (!answer.ok || answer.data.viewer === null || reader !== readerId()) return 'no-answer';
  const { edges, pageInfo } = answer.data.viewer.chats;
  for (const edge of edges) if (!replica.chats.has(edge.node.id)) replica.chats.set(edge.node.id, toChat(edge));
  replica.moreChats.value = nextOf(pageInfo);
  return 'done';
}

/** This person has left: nothing of the chat stays, and nothing waits to be sent to it. */
export function chatLeft(chatId: string): void {
  outbox.discardChat(chatId);
  keepDraft(chatId, '');
  forgetChat(replica, chatId);
}
