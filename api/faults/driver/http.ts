import { Agent, request } from 'node:http';

export type Answer<T> = Readonly<{
  data?: T | null;
  errors?: readonly Readonly<{ message: string; extensions?: Readonly<Record<string, unknown>> }>[];
}>;

export type Letter = Readonly<{
  url: string;
  token: string;
  query: string;
  variables?: Readonly<Record<string, unknown>>;
  timeoutMs: number;
}>;

/** Kept connections are what real clients have, and what a fault cuts. */
const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 30_000 });

/** One operation over HTTP. Fails when there is no whole answer in time: the outcome is then unknown. */
export function post<T>({ url, token, query, variables = {}, timeoutMs }: Letter): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ query, variables });
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${token}`,
    };
    const outgoing = request(`${url}/graphql`, { method: 'POST', agent, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        clearTimeout(timer);
        try {
          resolve(JSON.parse(String(Buffer.concat(chunks))));
        } catch {
          reject(new Error(`status ${incoming.statusCode} without an answer in JSON`));
        }
      });
    });
    const timer = setTimeout(() => outgoing.destroy(new Error('timeout')), timeoutMs);
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    outgoing.end(body);
  });
}

export function dropKeptConnections(): void {
  agent.destroy();
}

/** Errors after which the outcome is unknown, and the same operation may succeed later. */
const PASSING = new Set(['UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED']);

/** The code of the first error of an answer; null when there is none. */
export function errorCode({ errors }: Answer<unknown>): string | null {
  const [error] = errors ?? [];
  return error ? String(error.extensions?.['code'] ?? error.message) : null;
}

export function isPassing(code: string): boolean {
  return PASSING.has(code);
}
