import { z } from 'zod';
import { Fault } from './faults.ts';

export type PageArgs = Readonly<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;

export type Window = Readonly<{
  /** How many at most. */
  size: number;
  /** true: from the end backwards. */
  backwards: boolean;
  after: string | null;
  before: string | null;
}>;

export type Connection<Node, Edge = { cursor: string; node: Node }> = Readonly<{
  edges: Edge[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}>;

const PAGE_MAX = 100;
const size = z.number().int().min(0).max(PAGE_MAX);

/**
 * Reads the arguments of a connection by Relay's rules.
 * @throws {Fault} BAD_PAGE unless exactly one of first and last is given, from 0 to 100
 */
export function windowOf({ first, after, last, before }: PageArgs): Window {
  const wanted = first ?? last;
  if (wanted === null || wanted === undefined || (first != null && last != null) || !size.safeParse(wanted).success) {
    throw new Fault('BAD_PAGE', `Ask for a page by either first or last, from 0 to ${PAGE_MAX}.`);
  }
  return {
    size: wanted,
    backwards: first === null || first === undefined,
    after: after ?? null,
    before: before ?? null,
  };
}

/** Writes keys as an opaque cursor. It says where in a list, and gives no rights. */
export function cursorOf(...keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** @throws {Fault} BAD_CURSOR */
export function keysOf<Keys>(cursor: string, shape: z.ZodType<Keys>): Keys {
  const parsed = shape.safeParse(unpack(cursor));
  if (!parsed.success) throw new Fault('BAD_CURSOR', 'This is not a cursor of this list.');
  return parsed.data;
}

function unpack(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/**
 * A page out of up to size + 1 rows, in the order in which they were read: the extra one only shows that there are more.
 */
export function pageOf<Row, Edge extends { cursor: string }>(
  window: Window,
  rows: readonly Row[],
  edgeOf: (row: Row) => Edge,
): Connection<unknown, Edge> {
  const more = rows.length > window.size;
  const kept = rows.slice(0, window.size).map(edgeOf);
  const edges = window.backwards ? kept.reverse() : kept;
  return {
    edges,
    pageInfo: {
      hasNextPage: window.backwards ? window.before !== null : more,
      hasPreviousPage: window.backwards ? more : window.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
