import { complexityFromQuery } from '@pothos/plugin-complexity';
import { getOperationAST, GraphQLError, Kind, Lexer, Source, TokenKind } from 'graphql';
import type { ASTVisitor, ExecutionArgs, FieldNode, SelectionSetNode, ValidationContext } from 'graphql';
import { Fault } from './faults.ts';

/** The whole request, as UTF-8. */
export const BODY_MAX_BYTES = 100_000;
/** One frame on a socket. */
export const FRAME_MAX_BYTES = 64 * 1024;
const TOKENS_MAX = 2_000;
const NESTING_MAX = 20;
const ALIASES_MAX = 15;
const ROOT_MUTATIONS_MAX = 10;
/** Each of these costs a password hash: one to an operation, so that limits by operation hold. */
const ONE_TO_AN_OPERATION = new Set(['register', 'logIn']);

/** What one operation may ask for, its pages counted at the size asked. */
export const COST_MAX = { complexity: 25_000, depth: 12, breadth: 300 };

/**
 * Refuses long and deeply nested documents before they are parsed, for the parser recurses. It reads token by token:
 * braces that are merely written in strings and comments neither count nor hide others.
 * @throws {GraphQLError}
 */
export function refuseUnwieldy(source: string): void {
  const lexer = new Lexer(new Source(source));
  let depth = 0;
  for (let tokens = 0, { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    if (++tokens > TOKENS_MAX) throw tooCostly(`is longer than ${TOKENS_MAX} words and signs`);
    if (kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L) depth++;
    else if (kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R) depth--;
    if (depth > NESTING_MAX) throw tooCostly(`is nested deeper than ${NESTING_MAX} levels`);
  }
}

/**
 * Refuses subscriptions that would ask for too much at every event. Queries and mutations are counted by their root fields.
 * @throws {Fault}
 */
export function refuseCostly({ schema, document, operationName, variableValues, contextValue }: ExecutionArgs): void {
  const chosen = getOperationAST(document, operationName);
  const definitions = document.definitions.filter((one) => one.kind !== Kind.OPERATION_DEFINITION || one === chosen);
  const options = { schema, ctx: Object(contextValue), variables: { ...variableValues } };
  const { complexity, depth, breadth } = complexityFromQuery({ ...document, definitions }, options);
  if (complexity > COST_MAX.complexity) throw tooMuch('complexity');
  if (depth > COST_MAX.depth) throw tooMuch('depth');
  if (breadth > COST_MAX.breadth) throw tooMuch('breadth');
}

/** @param of which limit of COST_MAX was passed */
export function tooMuch(of: string): Fault {
  return new Fault('TOO_COSTLY', `This operation asks for too much at once (${of.toLowerCase()}). Split it.`);
}

/** Limits that follow from the document alone. What pages cost is counted with the variables: see builder.ts. */
export function documentLimits(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  let introspects = false;
  return {
    Field(node) {
      if (node.name.value === '__schema') introspects = true;
      if (node.alias && ++aliases === ALIASES_MAX + 1)
        context.reportError(tooCostly(`has more than ${ALIASES_MAX} aliases`));
    },
    Document: {
      // Each alias could have the whole schema written out once more.
      leave() {
        if (introspects && aliases > 0) context.reportError(tooCostly('reads the schema under aliases'));
      },
    },
    OperationDefinition({ operation, selectionSet }) {
      if (operation !== 'mutation') return;
      const roots = [...rootFields(context, selectionSet, new Map()).values()];
      if (roots.length > ROOT_MUTATIONS_MAX)
        context.reportError(tooCostly(`has more than ${ROOT_MUTATIONS_MAX} mutations`));
      const hashing = roots.filter(({ name }) => ONE_TO_AN_OPERATION.has(name.value));
      if (hashing.length > 1) context.reportError(tooCostly('signs in more than once'));
    },
  };
}

/** The fields that will run at the root, by response name: through fragments, each once. */
function rootFields(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  found: Map<string, FieldNode>,
  seen = new Set<string>(),
): Map<string, FieldNode> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) found.set(selection.alias?.value ?? selection.name.value, selection);
    else if (selection.kind === Kind.INLINE_FRAGMENT) rootFields(context, selection.selectionSet, found, seen);
    else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) rootFields(context, fragment.selectionSet, found, seen);
    }
  }
  return found;
}

function tooCostly(what: string): GraphQLError {
  return new GraphQLError(`This operation ${what}. Split it.`, { extensions: { code: 'TOO_COSTLY' } });
}
