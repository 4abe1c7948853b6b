import { GraphQLError, Kind } from 'graphql';
import type { ExecutionResult, FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { isUnavailable } from '../platform/database.ts';
import { RateLimited } from '../platform/limits.ts';
import type { Logger } from '../platform/log.ts';
import { Refusal } from '../refusals.ts';
import { Fault } from './faults.ts';
import { currentRequestId } from './request.ts';

/**
 * What a client is told of an error: what we say on purpose with a stable code, and nothing of all else, which is
 * logged once under the request id that the client is told too.
 */
export function present(error: unknown, logger: Logger): GraphQLError {
  if (wasPresented(error)) return error;
  const requestId = currentRequestId();
  const cause = causeOf(error);
  const place = error instanceof GraphQLError ? placeOf(error) : {};
  const tell = (message: string, extensions: Readonly<Record<string, unknown>>) =>
    new GraphQLError(message, { ...place, extensions: { ...extensions, requestId } });

  if (cause instanceof Fault) return tell(cause.message, { code: cause.code });
  if (cause instanceof Refusal && 'code' in cause) return tell(cause.message, { code: cause.code });
  if (cause instanceof RateLimited) {
    const { retryAfter } = cause;
    const http = { status: 429, headers: { 'retry-after': String(retryAfter) } };
    return tell(cause.message, { code: 'RATE_LIMITED', retryAfter, http });
  }
  if (error instanceof GraphQLError && cause === null && !isOurs(error))
    return tell(error.message, { code: 'BAD_REQUEST', ...error.extensions });
  logger.error(
    { requestId, ...(error instanceof GraphQLError && { path: error.path }), err: cause ?? error },
    'an operation failed',
  );
  if (isUnavailable(cause)) {
    return tell('The server cannot reach its database. Try again, with the same ids.', {
      code: 'UNAVAILABLE',
      http: { status: 503 },
    });
  }
  return tell('Something went wrong on our side.', { code: 'INTERNAL' });
}

/** Both the pipeline and its transport present what goes wrong: the second time nothing is to be done. */
function wasPresented(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && 'requestId' in error.extensions;
}

/**
 * Whether GraphQL complains of what a resolver gave it. Then it points at a field of the answer; where it complains of
 * the request, there is no path in the answer yet, or it points at an argument.
 */
function isOurs({ path, nodes = [] }: GraphQLError): boolean {
  return path !== undefined && nodes.every(({ kind }) => kind === Kind.FIELD);
}

/** Whether an error that was presented tells that the database could not be asked: the same will go well later. */
export function willPass({ extensions }: GraphQLError): boolean {
  return extensions['code'] === 'UNAVAILABLE';
}

/** An error as a socket sends it: status and headers are for HTTP alone. */
export function withoutHttp(error: GraphQLError): GraphQLFormattedError {
  const { extensions: { http: _http, ...extensions } = {}, ...rest } = error.toJSON();
  return { ...rest, extensions };
}

type Result = { [part in keyof ExecutionResult]: ExecutionResult[part] | undefined };

/** A result with errors as a socket sends it. */
export function overSocket({ errors = [], data, extensions }: Result): FormattedExecutionResult {
  const told = { ...(data !== undefined && { data }), ...(extensions && { extensions }) };
  return { ...told, errors: errors.map(withoutHttp) };
}

/** The error that was thrown first; null for one that GraphQL itself found in the request. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  return error.originalError ? causeOf(error.originalError) : null;
}

/** Where in the request the error is, as far as it is known. */
function placeOf({ nodes, source, positions, path }: GraphQLError) {
  return { ...(nodes && { nodes }), ...(source && { source }), ...(positions && { positions }), ...(path && { path }) };
}
