import { setTimeout as pause } from 'node:timers/promises';
import { USUAL_BACKOFF, waitBefore } from './backoff.ts';
import { errorCode, isPassing, post } from './http.ts';
import type { DeviceSetup } from './setup.ts';

/** A try that has no answer by then is an unknown outcome. */
export const TRY_MS = 6_000;
const TRIES_MAX = 60;

export type Asking = Pick<DeviceSetup, 'name' | 'nodes' | 'token' | 'chance'>;

/** An operation over HTTP, tried until its outcome is known: only for what may be repeated. */
export async function insist<T>(
  { name, nodes, token, chance }: Asking,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const letter = { url: chance.oneOf(nodes), token, query, variables, timeoutMs: TRY_MS };
    const answer = await post<T>(letter).catch(() => null);
    const code = answer && errorCode(answer);
    if (answer?.data && code === null) return answer.data;
    if (code !== null && !isPassing(code)) throw new Error(`${name} got ${JSON.stringify(answer?.errors)}`);
    await pause(waitBefore(USUAL_BACKOFF, tries, chance));
  }
  throw new Error(`${name} has tried ${TRIES_MAX} times in vain`);
}
