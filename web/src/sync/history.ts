import { query } from './client.ts';
import { History } from './documents/message.ts';
import { toMessage } from './fragments.ts';
import { replica } from './replica.ts';
import { EMPTY_TIMELINE, withNewestPage, withOlderPage } from './timeline.ts';
import type { Page } from './timeline.ts';

const PAGE = 50;
const LARGEST_PAGE = 100;
const READ_BEFORE_UNREAD = 20;
/** Who missed more than this begins at the oldest of these. */
const PAGES_AT_ONCE = 5;

/** Opens a chat's timeline, back to where its reader stopped; what is here already is shown at once. */
export async function openTimeline(chatId: string): Promise<'done' | 'no-answer'> {
  const timeline = replica.timelines.get(chatId);
  if (timeline?.loaded === true) return 'done';
  // From here on live messages are kept, so that none falls between the page and the events.
  if (timeline === undefined) replica.timelines.set(chatId, EMPTY_TIMELINE);
  const chat = replica.chats.get(chatId);
  const unread = chat?.unreadCount ?? 0;
  const last = Math.min(LARGEST_PAGE, Math.max(PAGE, unread + READ_BEFORE_UNREAD));
  return loadNewest(chatId, { last, backTo: unread === 0 ? null : (chat?.readSeq ?? null) });
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
  void loadNewest(chatId, { last: LARGEST_PAGE, backTo: null });
}

export function refreshTimelines(): void {
  for (const chatId of replica.timelines.keys()) refreshTimeline(chatId);
}

interface Reach {
  readonly last: number;
  /** Read on until a message at or before this place is here. */
  readonly backTo: number | null;
}

async function loadNewest(chatId: string, { last, backTo }: Reach): Promise<'done' | 'no-answer'> {
  let page = await readPage(chatId, last, null);
  for (let pages = 1; page !== null && pages < PAGES_AT_ONCE && fallsShort(page, backTo); pages += 1) {
    const older = await readPage(chatId, LARGEST_PAGE, page.olderCursor);
    page = older && { messages: [...older.messages, ...page.messages], olderCursor: older.olderCursor };
  }
  if (page === null) return 'no-answer';
  const timeline = replica.timelines.get(chatId);
  if (timeline !== undefined) replica.timelines.set(chatId, withNewestPage(timeline, page));
  return 'done';
}

function fallsShort({ messages, olderCursor }: Page, backTo: number | null): boolean {
  return backTo !== null && olderCursor !== null && (messages[0]?.seq ?? 0) > backTo;
}

async function readPage(chatId: string, last: number, before: string | null): Promise<Page | null> {
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
