import { z } from 'zod';
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
import { readStretch, seqOf, type MessageRow } from './rows.ts';

type Edge = { cursor: string; node: MessageRow };
export type MessagePage = Connection<MessageRow, Edge>;

const keys = z.tuple([z.number().int().min(0).max(2_147_483_647)]);
const EMPTY: MessagePage = {
  edges: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
};

/** A page of a chat's messages in the order of seq; empty for who is not in the chat. */
export async function readHistory(
  viewer: Viewer,
  chatId: string,
  args: PageArgs & { around: string | null },
): Promise<MessagePage> {
  const window = windowOf(args);
  if (args.around !== null) return readAround(viewer, chatId, window, args.around);
  const after = window.after === null ? 0 : keysOf(window.after, keys)[0];
  const before = window.before === null ? null : keysOf(window.before, keys)[0];
  const order = window.backwards ? 'DESC' : 'ASC';
  const rows = await readStretch(viewer, { chatId, after, before, size: window.size + 1, order });
  return rows === null ? EMPTY : pageOf(window, rows, edge);
}

/** The page with the message in its middle: half of what was asked for on either side, the rest from where there is more. */
async function readAround(viewer: Viewer, chatId: string, window: Window, messageId: string): Promise<MessagePage> {
  if (window.after !== null || window.before !== null)
    throw new Fault('BAD_PAGE', 'around goes without after and before.');
  const { size } = window;
  const seq = await seqOf(viewer.log, chatId, messageId);
  if (seq === null) return EMPTY;
  const [upToIt, later] = await Promise.all([
    readStretch(viewer, { chatId, after: 0, before: seq + 1, size: size + 2, order: 'DESC' }),
    readStretch(viewer, { chatId, after: seq, before: null, size: size + 1, order: 'ASC' }),
  ]);
  const [message, ...earlier] = upToIt ?? [];
  if (later === null || message?.seq !== seq) return EMPTY;
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

function edge(message: MessageRow): Edge {
  return { cursor: cursorOf(message.seq), node: message };
}
