import { query } from './client.ts';
import { History } from './documents/message.ts';
import { toMessage } from './fragments.ts';
import type { Message } from './records.ts';
import { replica } from './replica.ts';
import { EMPTY_TIMELINE, withNewestPage, withOlderPage } from './timeline.ts';

const PAGE = 50;
const LARGEST_PAGE = 100;

/** Opens a chat's timeline; what is here already is shown at once. `unread` says how far back the first look should reach. */
export async function openTimeline(chatId: string, unread: number): Promise<'done' | 'no-answer'> {
  const timeline = replica.timelines.get(chatId);
  if (timeline?.loaded === true) return 'done';
  // From here on live messages are kept, so that none falls between the page and the events.
  if (timeline === undefined) replica.timelines.set(chatId, EMPTY_TIMELINE);
  return loadNewest(chatId, Math.min(LARGEST_PAGE, Math.max(PAGE, unread + 20)));
}

export async function loadOlder(chatId: string): Promise<'done' | 'no-answer'> {
  const cursor = replica.timelines.get(chatId)?.olderCursor ?? null;
  if (cursor === null) return 'done';
  const page = await readPage(chatId, PAGE, cursor);
  const timeline = replica.timelines.get(chatId);
  if (page === null) return 'no-answer';
  // A refresh may have moved the timeline while this page was on its way.
  if (timeline?.olderCursor === cursor) replica.timelines.set(chatId, withOlderPage(timeline, page));
  return 'done';
}

/** Something may have been missed: read the newest page again and join it on. */
export function refreshTimeline(chatId: string): void {
  void loadNewest(chatId, LARGEST_PAGE);
}

export function refreshTimelines(): void {
  for (const chatId of replica.timelines.keys()) refreshTimeline(chatId);
}

async function loadNewest(chatId: string, last: number): Promise<'done' | 'no-answer'> {
  const page = await readPage(chatId, last, null);
  if (page === null) return 'no-answer';
  const timeline = replica.timelines.get(chatId);
  if (timeline !== undefined) replica.timelines.set(chatId, withNewestPage(timeline, page));
  return 'done';
}

async function readPage(
  chatId: string,
  last: number,
  before: string | null,
): Promise<{ messages: Message[]; olderCursor: string | null } | null> {
  const answer = await query(History, { chatId, last, before });
  if (!answer.ok) return null;
  const connection = answer.data.viewer?.chat?.node.messages;
  if (connection === undefined) return null;
  const { edges, pageInfo } = connection;
  return {
    messages: edges.map(({ node }) => toMessage(node)),
    olderCursor: pageInfo.hasPreviousPage ? pageInfo.startCursor : null,
  };
}
