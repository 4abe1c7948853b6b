import { Client, fetchExchange } from '@urql/core';
import type { CombinedError, OperationResult } from '@urql/core';
import type { TadaDocumentNode } from './graphql.ts';

/** A line that swallows requests must not hold a message for ever; retries are safe, so giving up early is too. */
const ANSWER_WITHIN_MS = 15_000;

/** Queries and mutations over HTTP. No cache: what must be remembered is in the replica. */
export const client = new Client({
  url: '/graphql',
  preferGetMethod: false,
  requestPolicy: 'network-only',
  exchanges: [fetchExchange],
  fetch: (input, init) => fetch(input, { ...init, signal: withDeadline(init?.signal) }),
});

/** Why there is no answer. What the API refuses on purpose is part of an answer, not a fault. */
export type Fault =
  | { readonly fault: 'offline' }
  | { readonly fault: 'signed-out' }
  | { readonly fault: 'rate-limited'; readonly retryAfterS: number }
  | { readonly fault: 'server'; readonly requestId: string | null };

export type Answer<Data> = { readonly ok: true; readonly data: Data } | ({ readonly ok: false } & Fault);

export async function query<Data, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  return toAnswer(await client.query(document, variables).toPromise());
}

export async function mutate<Data, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  return toAnswer(await client.mutation(document, variables).toPromise());
}

/** What requests reveal beside their answers. Set by the engine. */
export const news = {
  /** The session is over. */
  signedOut: (): void => {},
  /** The server can be reached. */
  answered: (): void => {},
};

function toAnswer<Data>(result: OperationResult<Data>): Answer<Data> {
  if (result.data !== undefined && result.data !== null && result.error === undefined) {
    news.answered();
    return { ok: true, data: result.data };
  }
  const fault = toFault(result.error);
  if (fault.fault === 'signed-out') news.signedOut();
  return { ok: false, ...fault };
}

export function toFault(error: CombinedError | undefined): Fault {
  for (const { extensions } of error?.graphQLErrors ?? []) {
    if (extensions['code'] === 'UNAUTHENTICATED') return { fault: 'signed-out' };
    if (extensions['code'] === 'RATE_LIMITED') {
      return { fault: 'rate-limited', retryAfterS: Number(extensions['retryAfter']) || 10 };
    }
  }
  if (error?.response instanceof Response && error.response.status === 401) return { fault: 'signed-out' };
  const requestId = error?.graphQLErrors[0]?.extensions['requestId'];
  if (error?.networkError === undefined) {
    return { fault: 'server', requestId: typeof requestId === 'string' ? requestId : null };
  }
  return { fault: 'offline' };
}

function withDeadline(signal: AbortSignal | null | undefined): AbortSignal {
  const deadline = AbortSignal.timeout(ANSWER_WITHIN_MS);
  return signal === null || signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
}
