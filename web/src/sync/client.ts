import { textOf, type TadaDocumentNode } from './graphql.ts';

/** A line that swallows requests must not hold a message for ever; retries are safe, so giving up early is too. */
const ANSWER_WITHIN_MS = 15_000;

/** What the server says after when it does not say. */
const RETRY_AFTER_S = 10;

/** Why there is no answer. What the API refuses on purpose is part of an answer, not a fault. */
export type Fault =
  | { readonly fault: 'offline' }
  | { readonly fault: 'signed-out' }
  | { readonly fault: 'rate-limited'; readonly retryAfterS: number }
  /** The server is there and its database is not: the same will go well later. */
  | { readonly fault: 'unavailable' }
  | { readonly fault: 'server'; readonly requestId: string | null };

export type Answer<Data> = { readonly ok: true; readonly data: Data } | ({ readonly ok: false } & Fault);

interface Reply<Data> {
  readonly data?: Data | null;
  /** A list of errors, if it is our server that answers. */
  readonly errors?: unknown;
}

/** What requests reveal beside their answers. Set by the engine. */
export const news = {
  /** The session is over. */
  signedOut: (): void => {},
  /** The server can be reached. */
  answered: (): void => {},
};

/** Queries and mutations go the same way, over HTTP. No cache: what must be remembered is in the device's database. */
export { ask as mutate, ask as query };

async function ask<Data, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  const answer = await post(document, variables);
  if (answer.ok) news.answered();
  else if (answer.fault === 'signed-out') news.signedOut();
  return answer;
}

async function post<Data, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  const response = await fetchAnswer('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query: textOf(document), variables }),
  }).catch(() => null);
  if (response === null) return { ok: false, fault: 'offline' };
  const reply: Reply<Data> | null = await response.json().catch(() => null);
  return reply?.data && reply.errors === undefined ? { ok: true, data: reply.data } : { ok: false, ...faultOf(reply) };
}

/** Fetches, but does not wait for ever. */
export function fetchAnswer(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const deadline = AbortSignal.timeout(ANSWER_WITHIN_MS);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline });
}

/** By the words alone: a proxy that guards the server has statuses of its own, and being signed out takes all that is here. */
function faultOf(reply: Reply<unknown> | null): Fault {
  const extensions = extensionsOf(reply?.errors);
  if (extensions.some(({ code }) => code === 'UNAUTHENTICATED')) return { fault: 'signed-out' };
  const limit = extensions.find(({ code }) => code === 'RATE_LIMITED');
  if (limit !== undefined) {
    return { fault: 'rate-limited', retryAfterS: Number(limit['retryAfter']) || RETRY_AFTER_S };
  }
  // Not our server's words: a proxy or a captive portal has answered in its place.
  if (extensions.length === 0) return { fault: 'offline' };
  if (extensions.some(({ code }) => code === 'UNAVAILABLE')) return { fault: 'unavailable' };
  const requestId = extensions[0]?.['requestId'];
  return { fault: 'server', requestId: typeof requestId === 'string' ? requestId : null };
}

/** What each error says of itself to programs. Our server says something of every one. */
function extensionsOf(errors: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(errors) ? errors.flatMap((error) => error?.extensions ?? []) : [];
}
