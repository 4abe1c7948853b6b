import { z } from 'zod';
import type { Message } from '../../generated/prisma/client.ts';
import { Fault } from '../../graphql/faults.ts';
import {
  cursorOf,
  keysOf,
  pageOf,
  windowOf,
  type Connection,
  type PageArgs,
  type Window,
} from '../../graphql/connections.ts';
import type { Viewer } from '../../viewer.ts';
import { findMessage, visibleAfter } from './access.ts';
import { readMessages } from './rows.ts';

type Edge = { cursor: string; node: Message };
export type MessagePage = Connection<Message, Edge>;

/** What a person may read of a chat: its messages above a seq. */
type Shelf = Readonly<{ viewer: Viewer; chatId: string; from: number }>;

const keys = z.tuple([z.number().int().min(0).max(2_147_483_647)]);
const EMPTY = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };

/** A page of a chat's messages in the order of seq; empty for who is not in the chat. */
export async function readHistory(
  viewer: Viewer,
  chatId: string,
  args: PageArgs & { around: string | null },
): Promise<MessagePage> {
  const from = await visibleAfter(viewer, chatId);
  if (from === null) return { edges: [], pageInfo: EMPTY };
  const window = windowOf(args);
  if (args.around !== null) return readAround({ viewer, chatId, from }, window, args.around);
  const rows = await readStretch({ viewer, chatId, from }, window);
  return pageOf(window, rows, edge);
}

/** The page with the message in its middle: half of what was asked for on either side, the rest from where there is more. */
async function readAround(shelf: Shelf, window: Window, messageId: string): Promise<MessagePage> {
  if (window.after !== null || window.before !== null)
    throw new Fault('BAD_PAGE', 'around goes without after and before.');
  const message = await findMessage(shelf.viewer, messageId);
  if (!message || message.chatId !== shelf.chatId) return { edges: [], pageInfo: EMPTY };
  const { size } = window;
  const later = await readStretch(shelf, { size, backwards: false, after: cursorOf(message.seq), before: null });
  const earlier = await readStretch(shelf, { size, backwards: true, after: null, before: cursorOf(message.seq) });
  const half = Math.floor(Math.max(0, size - 1) / 2);
  const before = Math.min(earlier.length, Math.max(half, size - 1 - later.length));
  const after = Math.min(later.length, Math.max(0, size - 1 - before));
  const edges = [...earlier.slice(0, before).reverse(), message, ...later.slice(0, after)].slice(0, size).map(edge);
  return {
    edges,
    pageInfo: {
      hasPreviousPage: earlier.length > before,
      hasNextPage: later.length > after,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Up to size + 1 messages, along the index of (chat, seq): as quick at the start of a long chat as at its end. */
async function readStretch({ viewer, chatId, from }: Shelf, window: Window): Promise<Message[]> {
  const [after] = window.after === null ? [from] : keysOf(window.after, keys);
  const before = window.before === null ? null : keysOf(window.before, keys)[0];
  const limits = { after: Math.max(after, from), before, size: window.size + 1 };
  return readMessages(viewer.log, chatId, limits, window.backwards ? 'DESC' : 'ASC');
}

function edge(message: Message): Edge {
  return { cursor: cursorOf(message.seq), node: message };
}
