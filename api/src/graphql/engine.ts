import {
  execute as executeDocument,
  getOperationAST,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Context } from './context.ts';
import { createDocuments, type Documents } from './documents.ts';
import { Fault } from './faults.ts';
import { refuseCostly } from './limits.ts';
import { present } from './masking.ts';

export type Transport = 'http' | 'websocket';
/** What a transport hands to the pipeline. */
export type ServerContext = {
  context: Context;
  transport: Transport;
  /** Set when the operation was executed already, and only the answer is to be made. */
  outcome?: ExecutionResult;
};
/** An operation that is ready to be executed. */
export type Operation = ExecutionArgs & Readonly<{ contextValue: Context }>;
export type Execute = (operation: Operation, transport: Transport) => Promise<ExecutionResult>;
export type Engine = ReturnType<typeof createEngine>;

export const ENDPOINT = '/graphql';

/** The one pipeline that operations of both transports run through: limits, parsing, validation, execution, masking. */
export function createEngine(schema: GraphQLSchema, logger: Logger, metrics: Metrics) {
  const documents = createDocuments(schema);
  const execute = createExecute(documents, metrics);
  const { fetch } = createYoga<ServerContext, Context>({
    schema,
    graphqlEndpoint: ENDPOINT,
    context: ({ context }) => context,
    plugins: [reads(documents), executes(execute), identifiesErrors(logger)],
    maskedErrors: { maskError: (error) => present(error, logger) },
    parserAndValidationCache: false,
    logging: false,
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
  });
  return {
    schema,
    /** Reads a document by all limits and rules. @throws {GraphQLError} */
    prepare: documents.prepare,
    /** Executes a query or mutation that was prepared and has no problems. Its errors are not masked yet. */
    execute,
    /** Answers any HTTP request, also strange ones, as the specification of GraphQL over HTTP has it. */
    fetch,
  };
}

function createExecute(documents: Documents, metrics: Metrics): Execute {
  return async (operation, transport) => {
    const stop = metrics.operationDuration.startTimer({ transport });
    // The cursor stands for the moment before anything was read, so it cannot wait for its resolver's turn.
    if (documents.about(operation.document)?.asksForStart) await operation.contextValue.startedAt();
    const result = await executeDocument(operation);
    stop({ type: operationType(operation), outcome: result.errors === undefined ? 'ok' : 'error' });
    return result;
  };
}

function operationType({ document, operationName }: Operation): string {
  return getOperationAST(document, operationName)?.operation ?? 'unknown';
}

function reads(documents: Documents): Plugin<Context & ServerContext> {
  return {
    onParse({ setParseFn }) {
      setParseFn((source) => documents.prepare(typeof source === 'string' ? source : source.body).document);
    },
    onValidate({ params, setResult }) {
      const known = documents.about(params.documentAST);
      if (known) setResult(known.problems);
    },
  };
}

function executes(execute: Execute): Plugin<Context & ServerContext> {
  return {
    onExecute({ args, setExecuteFn }) {
      const { outcome, transport } = args.contextValue;
      setExecuteFn((its) => outcome ?? execute({ ...its, contextValue: args.contextValue }, transport));
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
