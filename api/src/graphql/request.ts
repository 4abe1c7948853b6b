import { AsyncLocalStorage } from 'node:async_hooks';

/** Carries the request id to where errors are written down, without handing it through every call. */
const running = new AsyncLocalStorage<string>();

export function runRequest<T>(requestId: string, work: () => T): T {
  return running.run(requestId, work);
}

export function currentRequestId(): string | null {
  return running.getStore() ?? null;
}
