import {
  BREAK,
  getOperationAST,
  parse,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
} from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Context } from './context.ts';
import { Fault } from './faults.ts';
import { documentLimits, refuseCostly, refuseUnwieldy } from './limits.ts';
import { present } from './masking.ts';

export type Transport = 'http' | 'websocket';
/** What a transport hands to the pipeline. */
export type ServerContext = { context: Context; transport: Transport };
export type Engine = ReturnType<typeof createEngine>;

export const ENDPOINT = '/graphql';

/** The one pipeline that operations of both transports run through: limits, parsing, validation, execution, masking. */
export function createEngine(schema: GraphQLSchema, logger: Logger, metrics: Metrics) {
  return createYoga<ServerContext, Context>({
    schema,
    graphqlEndpoint: ENDPOINT,
    context: ({ context }) => context,
    plugins: [limits(), measures(metrics), identifiesErrors(logger)],
    maskedErrors: { maskError: (error) => present(error, logger) },
    logging: false,
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
  });
}

function limits(): Plugin<Context & ServerContext> {
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        refuseUnwieldy(typeof source === 'string' ? source : source.body);
        return parse(source, options);
      });
    },
    onValidate({ addValidationRule }) {
      addValidationRule(documentLimits);
    },
    async onExecute({ args }) {
      // The cursor stands for the moment before anything was read, so it cannot wait for its resolver's turn.
      if (asksForCursor(args.document)) await args.contextValue.startedAt();
    },
    onSubscribe({ args }) {
      if (args.contextValue.transport === 'http') {
        throw new Fault('USE_WEBSOCKET', 'Subscribe over the WebSocket at this address, or read Query.events.');
      }
      refuseCostly(args);
    },
  };
}

/** What Yoga itself finds wrong with a document passes by the masking: it gets its request id here. */
function identifiesErrors(logger: Logger): Plugin<Context & ServerContext> {
  return {
    onExecutionResult({ result, setResult }) {
      if (!result || !('errors' in result) || !result.errors) return;
      setResult({ ...result, errors: result.errors.map((error) => present(error, logger)) });
    },
  };
}

function measures(metrics: Metrics): Plugin<Context & ServerContext> {
  return {
    onExecute({ args }) {
      const stop = metrics.operationDuration.startTimer({ transport: args.contextValue.transport });
      return {
        onExecuteDone({ result }) {
          const failed = 'errors' in result && result.errors !== undefined;
          stop({ type: operationType(args), outcome: failed ? 'error' : 'ok' });
        },
      };
    },
  };
}

function operationType({ document, operationName }: Pick<ExecutionArgs, 'document' | 'operationName'>): string {
  return getOperationAST(document, operationName)?.operation ?? 'unknown';
}

const askers = new WeakMap<DocumentNode, boolean>();

function asksForCursor(document: DocumentNode): boolean {
  const known = askers.get(document);
  if (known !== undefined) return known;
  let asks = false;
  visit(document, {
    Field({ name }) {
      if (name.value !== 'cursor') return undefined;
      asks = true;
      return BREAK;
    },
  });
  askers.set(document, asks);
  return asks;
}
