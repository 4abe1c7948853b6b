import { decodeGlobalID } from '@pothos/plugin-relay';
import { isObjectType, type GraphQLSchema } from 'graphql';
import { NotFoundError } from '../refusals.ts';
import type { Viewer } from '../viewer.ts';
import { globalId, isUuid } from '../platform/ids.ts';
import { builder } from './builder.ts';
import { Fault } from './faults.ts';

/** Loads a row if the viewer may see it. The row carries its type (see addBrand of Pothos). */
type Load = (viewer: Viewer, id: string) => Promise<unknown>;

const loaders = new Map<string, Load>();

/** Says how node(id) finds objects of a type. Each feature does so for its own, by its own access rules. */
export function answerNode(typename: string, load: Load): void {
  loaders.set(typename, load);
}

/**
 * Relay's resolver of ids answers with a promise, which makes a list of a hundred objects wait for a hundred promises.
 * All our ids are columns of the row.
 */
export function answerIdsAtOnce(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || !type.getInterfaces().some(({ name }) => name === 'Node')) continue;
    const { id } = type.getFields();
    if (id) id.resolve = (row: { id: string }) => globalId(type.name, row.id);
  }
  return schema;
}

/** The UUID within a global id of the given type; null if it is not one. */
export function localId(typename: string, globalId: string): string | null {
  const parsed = parse(globalId);
  return parsed?.typename === typename ? parsed.id : null;
}

/** The UUID within a global id of the given type. @throws {NotFoundError} for what cannot be one */
export function requiredId(typename: string, globalId: string): string {
  const id = localId(typename, globalId);
  if (id === null) throw new NotFoundError(typename.toLowerCase());
  return id;
}

function parse(globalId: string): { typename: string; id: string } | null {
  try {
    const parsed = decodeGlobalID(globalId);
    return isUuid(parsed.id) ? parsed : null;
  } catch {
    return null;
  }
}

async function load(viewer: Viewer | null, globalId: string): Promise<unknown> {
  const parsed = parse(globalId);
  const loader = parsed && loaders.get(parsed.typename);
  return viewer && loader ? loader(viewer, parsed.id) : null;
}

const NODES_AT_ONCE = 100;

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description: 'The object with this global id; null when it does not exist or you may not see it.',
    args: { id: t.arg.id({ description: 'A global id as any object of the API carries.' }) },
    resolve: (_root, { id }, { viewer }) => load(viewer, id),
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description: 'Several objects by their global ids, in the same order, with null for what cannot be seen.',
    args: { ids: t.arg.idList({ description: `At most ${NODES_AT_ONCE} global ids.` }) },
    complexity: ({ ids }) => ({ field: 1, multiplier: Math.max(1, ids.length) }),
    resolve: (_root, { ids }, { viewer }) => {
      if (ids.length > NODES_AT_ONCE) throw new Fault('BAD_PAGE', `Ask for at most ${NODES_AT_ONCE} ids at once.`);
      return Promise.all(ids.map((id) => load(viewer, id)));
    },
  }),
}));
