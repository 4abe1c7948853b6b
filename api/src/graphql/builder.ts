import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import ValidationPlugin from '@pothos/plugin-validation';
import type PrismaTypes from '../generated/pothos.ts';
import { getDatamodel } from '../generated/pothos.ts';
import { ConflictError, ForbiddenError, InputError, NotFoundError } from '../refusals.ts';
import type { Context, ViewerContext } from './context.ts';
import { Unauthenticated } from './faults.ts';
import { COST_MAX, tooMuch } from './limits.ts';

type SchemaTypes = {
  Context: Context;
  PrismaTypes: PrismaTypes;
  AuthScopes: { signedIn: boolean };
  AuthContexts: { signedIn: ViewerContext };
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: true;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    DateTime: { Input: Date; Output: Date };
    UUID: { Input: string; Output: string };
  };
};

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin, ScopeAuthPlugin, ComplexityPlugin, ValidationPlugin, PrismaPlugin, RelayPlugin],
  defaultFieldNullability: false,
  defaultInputFieldRequiredness: true,
  prisma: {
    client: (context) => context.caller.log.database.prisma,
    dmmf: getDatamodel(),
    exposeDescriptions: true,
    onUnusedQuery: null,
  },
  relay: {
    cursorType: 'String',
    // Relay's own node() hands out any row: features/node answers through each type's access rules.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    edgesFieldOptions: { nullable: false, description: 'The entries of this page.' },
    nodeFieldOptions: { nullable: false, description: 'What the entry is about.' },
    cursorFieldOptions: { description: 'Where this entry stands: give it as after or before to go on from here.' },
    idFieldOptions: { description: 'Global id: unique among all objects of the API, opaque, never changes.' },
    nodeTypeOptions: { description: 'An object with a global id.' },
    pageInfoTypeOptions: { description: 'Whether and where a list goes on.' },
    pageInfoFieldOptions: {
      nullable: false,
      description: 'Whether the list goes on beyond this page, and from where.',
    },
    hasNextPageFieldOptions: { nullable: false, description: 'Whether there is more after endCursor.' },
    hasPreviousPageFieldOptions: { nullable: false, description: 'Whether there is more before startCursor.' },
    startCursorFieldOptions: { nullable: true, description: 'Where the first entry stands; null on an empty page.' },
    endCursorFieldOptions: { nullable: true, description: 'Where the last entry stands; null on an empty page.' },
    firstArgOptions: { description: 'How many from the start on, 0 to 100. Give either this or last.' },
    lastArgOptions: { description: 'How many up to the end, 0 to 100. Give either this or first.' },
    afterArgOptions: { description: 'Only what comes after this cursor of the same list.' },
    beforeArgOptions: { description: 'Only what comes before this cursor of the same list.' },
  },
  complexity: {
    limit: COST_MAX,
    // What a page costs is what was asked for; the list inside it was counted with the page.
    fieldComplexity: ({ first, last }, _context, { name }) => ({ field: 1, multiplier: pageSize(name, first ?? last) }),
    complexityError: tooMuch,
  },
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ signedIn }) => ({ signedIn }),
    unauthorizedError: () => new Unauthenticated(),
  },
  errors: {
    directResult: true,
    // All of them everywhere: a verb that learns a new refusal breaks no client.
    defaultTypes: [InputError, NotFoundError, ForbiddenError, ConflictError],
    // What was typed wrong is told beside the field like every other refusal.
    unsafelyHandleInputErrors: true,
    defaultUnionOptions: {
      name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result`,
      description:
        'What came of it: the success, or a refusal that a client should be ready to show. Any refusal may come from any verb: ask for `... on Error { code message }`.',
    },
  },
  validation: {
    validationError: ({ issues }) =>
      new InputError(
        issues.map(({ path = [], message }) => ({
          path: path
            .map((step) => String(typeof step === 'object' ? step.key : step))
            .filter((step, depth) => depth > 0 || step !== 'input'),
          message,
        })),
      ),
  },
});

function pageSize(field: string, asked: unknown): number {
  if (typeof asked === 'number') return Math.max(1, asked);
  return PLAIN_LISTS.has(field) ? 10 : 1;
}

/** Lists without pages, by the name of their fields; all of them are short. */
const PLAIN_LISTS = new Set(['sessions', 'pushDevices', 'pair', 'outcomes', 'invited', 'fields']);

builder.queryType({ description: 'What can be read. All of it sees only what the signed-in person may see.' });
builder.mutationType({ description: 'What can be done. Each takes one input and answers with its own result type.' });
builder.subscriptionType({ description: 'What can be heard as it happens.' });
