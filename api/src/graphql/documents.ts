import { BREAK, GraphQLError, parse, specifiedRules, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { documentLimits, refuseUnwieldy } from './limits.ts';

/** A document that was read, with all that follows from it alone: the same for every caller, variable and operation name. */
export type Prepared = Readonly<{
  document: DocumentNode;
  /** Why it must not be executed; empty for most. */
  problems: readonly GraphQLError[];
  /** Whether it may ask where the log stands, which is to be known before anything is read. */
  asksForStart: boolean;
}>;

export type Documents = Readonly<{
  /** @throws {GraphQLError} for what cannot be parsed */
  prepare(source: string): Prepared;
  /** What is known of a document that was prepared here. */
  about(document: DocumentNode): Prepared | undefined;
}>;

/** A field that shows where the log stood when the operation began carries this extension. */
export const START_OF_LOG = { startOfLog: true } as const;

/** What is remembered at most, counted in characters of the sources: a parsed document takes about a hundred times as much. */
const REMEMBERED_MAX = 400_000;
const RULES = [...specifiedRules, documentLimits];

/** Reads documents. Those that were used last are remembered by their text, so that each is parsed and validated once. */
export function createDocuments(schema: GraphQLSchema): Documents {
  const remembered = new Map<string, Prepared>();
  const known = new WeakMap<DocumentNode, Prepared>();
  let size = 0;
  return { prepare, about: (document) => known.get(document) };

  function prepare(source: string): Prepared {
    const before = remembered.get(source);
    const prepared = before ?? read(source);
    // A Map keeps the order of insertion: its first key is the one unused for longest.
    if (before) remembered.delete(source);
    else makeRoom(source.length);
    remembered.set(source, prepared);
    return prepared;
  }

  function makeRoom(length: number): void {
    size += length;
    for (const oldest of remembered.keys()) {
      if (size <= REMEMBERED_MAX) return;
      remembered.delete(oldest);
      size -= oldest.length;
    }
  }

  function read(source: string): Prepared {
    const document = parsed(source);
    const problems = validate(schema, document, RULES);
    for (const { extensions } of problems) extensions['code'] ??= 'GRAPHQL_VALIDATION_FAILED';
    const prepared = { document, problems, asksForStart: asksForStart(schema, document) };
    known.set(document, prepared);
    return prepared;
  }
}

function parsed(source: string): DocumentNode {
  try {
    refuseUnwieldy(source);
    return parse(source);
  } catch (error) {
    // Over a socket, too: there Yoga gives it no code.
    if (error instanceof GraphQLError) error.extensions['code'] ??= 'GRAPHQL_PARSE_FAILED';
    throw error;
  }
}

function asksForStart(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let asks = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        if (types.getFieldDef()?.extensions['startOfLog'] !== true) return undefined;
        asks = true;
        return BREAK;
      },
    }),
  );
  return asks;
}
