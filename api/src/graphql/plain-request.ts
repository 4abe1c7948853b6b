import { getOperationAST, type ExecutionResult } from 'graphql';
import { z } from 'zod';
import type { Context } from './context.ts';
import type { Prepared } from './documents.ts';
import type { Engine } from './engine.ts';

/** What is answered to those who say no more of the type they accept than this. */
export const PLAIN_ANSWERS: ReadonlyMap<string, string> = new Map([
  ['*/*', 'application/json; charset=utf-8'],
  ['application/json', 'application/json; charset=utf-8'],
  ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
]);

const plainRequest = z.strictObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Executes what has nothing strange about it without the price of Request and Response objects: nearly all that is ever
 * asked. Null for everything else, of which nothing is executed: the engine says what is wrong with it.
 */
export async function executePlain(engine: Engine, body: string, context: Context): Promise<ExecutionResult | null> {
  const request = readPlain(body);
  const prepared = request && prepare(engine, request.query);
  const operation = prepared && getOperationAST(prepared.document, request.operationName);
  if (!operation || operation.operation === 'subscription' || prepared.problems.length > 0) return null;
  const { variables: variableValues, operationName } = request;
  const { document } = prepared;
  return engine.execute(
    { schema: engine.schema, document, variableValues, operationName, contextValue: context },
    'http',
  );
}

function readPlain(body: string): z.infer<typeof plainRequest> | null {
  try {
    return plainRequest.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}

function prepare(engine: Engine, query: string): Prepared | null {
  try {
    return engine.prepare(query);
  } catch {
    return null;
  }
}
