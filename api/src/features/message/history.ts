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
import { readStretch, readSurroundings, type MessageRow } from './rows.ts';

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

/** The page with the message in its middle; where the chat has too few on one side, the chat's first or last page. */
async function readAround(viewer: Viewer, chatId: string, window: Window, id: string): Promise<MessagePage> {
  if (window.after !== null || window.before !== null)
    throw new Fault('BAD_PAGE', 'around goes without after and before.');
  const { size } = window;
  const half = Math.floor(Math.max(0, size - 1) / 2);
  const rest = Math.max(0, size - 1 - half);
  // One more on either side shows whether there are more.
  const rows = await readSurroundings(viewer, { chatId, id, before: half + 1, after: rest + 1 });
  if (rows === null) return EMPTY;
  const middle = rows.findIndex((row) => row.id === id);
  const later = rows.length - 1 - middle;
  if (later < rest) return readEnd(viewer, chatId, { ...window, backwards: true });
  if (middle < half) return readEnd(viewer, chatId, { ...window, backwards: false });
  const edges = rows.slice(middle - half, middle - half + size).map(edge);
  return {
    edges,
    pageInfo: {
      hasPreviousPage: middle > half,
      hasNextPage: later > rest,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The chat's first page, or its last. */
async function readEnd(viewer: Viewer, chatId: string, window: Window): Promise<MessagePage> {
  const order = window.backwards ? 'DESC' : 'ASC';
  const rows = await readStretch(viewer, { chatId, after: 0, before: null, size: window.size + 1, order });
  return rows === null ? EMPTY : pageOf(window, rows, edge);
}

function edge(message: MessageRow): Edge {
  return { cursor: cursorOf(message.seq), node: message };
}
