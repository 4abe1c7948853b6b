import { request, type IncomingHttpHeaders } from 'node:http';
import type { GraphQLAnswer } from './ask.ts';

type Letter = Readonly<{
  method?: string;
  path?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
}>;

export type Reply = Readonly<{
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
  /** The body as a GraphQL answer. Fails when it is none. */
  json: <T = unknown>() => GraphQLAnswer<T>;
}>;

const BODILESS = new Set(['GET', 'HEAD']);

/** Sends one HTTP request just as it is given: unlike fetch it adds no headers and forbids none. */
export function send(
  url: string,
  { method = 'POST', path = '/graphql', headers = {}, body = '' }: Letter,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const size = BODILESS.has(method) ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = request(`${url}${path}`, { method, headers: { ...size, ...headers } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const whole = Buffer.concat(chunks);
        const text = whole.toString('utf8');
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: whole,
          text,
          json: () => JSON.parse(text),
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(BODILESS.has(method) ? '' : body);
  });
}

/** An operation as the body of a request. */
export function operation(query: string, variables: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ query, variables });
}

/** The codes of the errors in an answer, in their order. */
export function codesOf({ errors = [] }: GraphQLAnswer<unknown>): unknown[] {
  return errors.map(({ extensions }) => extensions['code']);
}
